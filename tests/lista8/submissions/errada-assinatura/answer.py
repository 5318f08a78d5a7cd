# %% q1_self_attention
def self_attention(Q, K, V):
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x @ Wq, x @ Wk, x @ Wv) @ Wo)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# O decoder tem uma máscara para não olhar para o futuro e uma atenção a mais que olha para o encoder. O Q vem do decoder
# e K e V vêm do encoder.
