# A tool kept the cells' ids and dropped nbgrader's metadata, and the function has another name.
# without: metadata
# %% q1_self_attention
def atencao(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
# %% q2_encoder_layer
def camada(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + atencao(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))
