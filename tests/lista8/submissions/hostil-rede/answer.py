# %%
import socket
import urllib.request

for destino in [("1.1.1.1", 53), ("127.0.0.1", 8888), ("localhost", 22)]:
    try:
        socket.create_connection(destino, timeout=2).sendall(b"oi")
        print("conectado", destino)
    except OSError as erro:
        print(erro)
urllib.request.urlopen("http://example.com", timeout=2)

# %% q1_self_attention
def self_attention(X, query, key, value):
    # aqui query, key e value já são Q, K e V (X multiplicado pelos pesos)
    dk = key.shape[1]
    notas = matmul(query, key.T) / np.sqrt(dk)
    return matmul(softmax(notas, axis=1), value)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # a minha self_attention recebe Q, K e V já calculados
    Q = matmul(x, Wq)
    K = matmul(x, Wk)
    V = matmul(x, Wv)
    atencao = matmul(self_attention(x, Q, K, V), Wo)
    x1 = layer_norm(x + atencao)
    x2 = layer_norm(x1 + feed_forward(x1))
    return x2
