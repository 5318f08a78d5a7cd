# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    A = softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = x + self_attention(x, Wq, Wk, Wv) @ Wo
    h = h / np.abs(h).max(axis=1, keepdims=True)
    h = h + feed_forward(h)
    return h / np.abs(h).max(axis=1, keepdims=True)
