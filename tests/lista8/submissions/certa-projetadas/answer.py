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

# %% [markdown] q3_decoder
# O decoder tem uma máscara para não olhar para o futuro e uma atenção a mais que olha para o encoder. O Q vem do decoder
# e K e V vêm do encoder.
