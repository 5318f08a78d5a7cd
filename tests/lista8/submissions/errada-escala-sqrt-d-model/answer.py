# %% q1_self_attention
def self_attention(X, query, key, value):
    d = X.shape[1]
    Q = X @ query
    K = X @ key
    V = X @ value
    scores = (Q @ K.T) / np.sqrt(d)
    return softmax(scores, axis=1) @ V

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
