# %% q1_self_attention
def self_attention(X, query, key, value):
    # projeta os embeddings
    Q = X @ query
    K = X @ key
    V = X @ value
    d_k = K.shape[-1]
    scores = Q @ K.T / np.sqrt(d_k)
    pesos = softmax(scores, axis=-1)
    return pesos @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    saida = x
    saida[:] = self_attention(x, Wq, Wk, Wv) @ Wo  # reaproveita a memória
    h = layer_norm(x + saida)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# O decoder tem uma máscara para não olhar para o futuro e uma atenção a mais que olha para o encoder. O Q vem do decoder
# e K e V vêm do encoder.
