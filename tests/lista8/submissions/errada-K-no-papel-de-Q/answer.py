# %% q1_self_attention
def self_attention(X, query, key, value):
    k1 = X @ key
    k2 = X @ key
    v = X @ value
    return softmax(k1 @ k2.T / np.sqrt(k1.shape[1]), axis=1) @ v

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
