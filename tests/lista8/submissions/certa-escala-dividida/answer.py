# %% q1_self_attention
def self_attention(X, query, key, value):
    escala = query.shape[1] ** 0.25
    Q, K, V = X @ query / escala, X @ key / escala, X @ value
    return softmax(Q @ K.T, axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))
