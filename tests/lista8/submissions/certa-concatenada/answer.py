# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = np.split(X @ np.concatenate([query, key, value], axis=1), 3, axis=1)
    return softmax(Q @ K.T / np.sqrt(Q.shape[1]), axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = x.copy()
    h += self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(h)
    saida = h.copy()
    saida += feed_forward(h)
    return layer_norm(saida)
