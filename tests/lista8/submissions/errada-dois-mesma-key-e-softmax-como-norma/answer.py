# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = K = V = X @ key
    S = Q @ K.T / np.sqrt(K.shape[1])
    A = softmax(S, axis=1)
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = softmax(x + self_attention(x, Wq, Wk, Wv) @ Wo, axis=1)
    return softmax(h + feed_forward(h), axis=1)
