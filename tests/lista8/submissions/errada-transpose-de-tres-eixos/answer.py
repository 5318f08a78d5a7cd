# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    scores = np.matmul(Q, K.transpose(0, 2, 1)) / np.sqrt(K.shape[-1])
    return np.matmul(softmax(scores, axis=-1), V)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    residual = x
    out = np.dot(self_attention(x, Wq, Wk, Wv), Wo)
    out = layer_norm(out + residual)
    residual = out
    out = feed_forward(out)
    out = layer_norm(out + residual)
    return out
