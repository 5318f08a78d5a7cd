# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / np.sqrt(len(X))
    A = softmax(S, axis=1) * np.tril(np.ones(S.shape))
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))
