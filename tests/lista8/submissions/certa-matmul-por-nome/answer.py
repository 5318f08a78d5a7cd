# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = np.matmul(X, query) / np.sqrt(query.shape[1])
    K = np.matmul(X, key)
    return np.matmul(softmax(np.matmul(Q, np.transpose(K)), axis=1), np.matmul(X, value))

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))
