# Question 2 writes the attention anew, with a mask that must be given.
# like: certa-np-dot
# %% q2_encoder_layer
def self_attention(X, query, key, value, mask):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / np.sqrt(K.shape[1])
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    return softmax(S, axis=-1) @ V


def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv, None) @ Wo)
    return layer_norm(h + feed_forward(h))
