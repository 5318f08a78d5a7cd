# Keeps the outputs under the functions' own names.
# like: certa-np-dot
# %% last
encoder_layer = encoder_layer(x, Wq, Wk, Wv, Wo)
self_attention = self_attention(x, Wq, Wk, Wv)
print(encoder_layer.shape, self_attention.shape)
