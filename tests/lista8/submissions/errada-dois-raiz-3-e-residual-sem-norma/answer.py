# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / np.sqrt(3)
    A = softmax(S, axis=1)
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    soma = x + self_attention(x, Wq, Wk, Wv) @ Wo
    return layer_norm(soma + feed_forward(layer_norm(soma)))
