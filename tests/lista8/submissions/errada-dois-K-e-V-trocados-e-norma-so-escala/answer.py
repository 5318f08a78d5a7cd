# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, V, K = X @ query, X @ key, X @ value
    S = Q @ K.T / np.sqrt(K.shape[1])
    A = softmax(S, axis=1)
    return A @ V

# %% q2_encoder_layer
def normalizar(x):
    return x / np.sqrt(x.var(axis=1, keepdims=True) + 1e-8)


def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = normalizar(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return normalizar(h + feed_forward(h))
