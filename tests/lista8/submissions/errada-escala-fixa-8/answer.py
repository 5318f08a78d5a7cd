# %% q1_self_attention
def self_attention(X, query, key, value):
    q = X @ query
    k = X @ key
    v = X @ value
    # no artigo a dimensão é 64, então a raiz é 8
    z = softmax(q @ k.T / 8, axis=1) @ v
    return z

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
