# %% q1_self_attention
def self_attention(X, query, key, value):
    X, query, key, value = [np.asarray(m, dtype=np.float32) for m in (X, query, key, value)]
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / np.float32(np.sqrt(K.shape[1]))
    return softmax(S, axis=-1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    x = x.astype(np.float32)
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo.astype(np.float32))
    return layer_norm(h + feed_forward(h)).astype(np.float32)
