# %% q1_self_attention
def self_attention(X, query, key, value):
    # 4 palavras, embeddings de tamanho 8
    Q, K, V = np.zeros((4, 8)), np.zeros((4, 8)), np.zeros((4, 8))
    for i in range(4):
        for j in range(8):
            Q[i, j] = np.dot(X[i], query[:, j])
            K[i, j] = np.dot(X[i], key[:, j])
            V[i, j] = np.dot(X[i], value[:, j])
    return softmax(Q @ K.T / np.sqrt(8), axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# O decoder tem uma máscara para não olhar para o futuro e uma atenção a mais que olha para o encoder. O Q vem do decoder
# e K e V vêm do encoder.
