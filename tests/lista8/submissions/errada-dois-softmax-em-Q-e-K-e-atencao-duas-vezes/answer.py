# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    Q, K = softmax(Q, axis=-1), softmax(K, axis=-1)
    S = Q @ K.T / np.sqrt(K.shape[1])
    A = S
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = self_attention(x, Wq, Wk, Wv) @ Wo
    z = self_attention(z, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + z)
    return layer_norm(h + feed_forward(h))
