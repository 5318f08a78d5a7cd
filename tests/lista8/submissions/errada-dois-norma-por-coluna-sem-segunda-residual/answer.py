# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    A = softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    return A @ V

# %% q2_encoder_layer
def norma(x):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-8)


def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = norma(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return norma(feed_forward(h))
