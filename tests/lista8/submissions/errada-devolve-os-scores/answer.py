# %% q1_self_attention
def self_attention(X, query, key, value):
    # calcula o quanto cada palavra combina com as outras
    return matmul(query, key.T) / np.sqrt(key.shape[1])

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
