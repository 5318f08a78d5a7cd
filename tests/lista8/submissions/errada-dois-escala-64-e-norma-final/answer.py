# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / 64
    A = softmax(S, axis=1)
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = x + self_attention(layer_norm(x), Wq, Wk, Wv) @ Wo
    z = z + feed_forward(layer_norm(z))
    return layer_norm(z)
