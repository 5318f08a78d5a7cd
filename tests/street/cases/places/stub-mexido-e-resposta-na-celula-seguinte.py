# A comment was added to the stub, and the answer stands in the next cell under another name; one stub comes after it.
# alone: the names that are asked for still raise
# %% q1_self_attention
def self_attention(X, query, key, value):
    # fiz na célula de baixo
    raise NotImplementedError("questão ainda não respondida")
# %% after q1_self_attention
def atencao(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=-1) @ V
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # fiz na célula de cima
    raise NotImplementedError("questão ainda não respondida")
# %% before q2_encoder_layer
def camada(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + atencao(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))
