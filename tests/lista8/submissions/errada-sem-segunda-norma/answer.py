# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = matmul(X, query), matmul(X, key), matmul(X, value)
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(Q.shape[1]), axis=1), V)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    atencao = self_attention(x, Wq, Wk, Wv)
    h = layer_norm(x + matmul(atencao, Wo))
    return h + feed_forward(h)

# %% [markdown] q3_decoder
# O decoder tem uma máscara para não olhar para o futuro e uma atenção a mais que olha para o encoder. O Q vem do decoder
# e K e V vêm do encoder.
