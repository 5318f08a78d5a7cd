# The raise stands behind the return, where nothing reaches it.
# %% q1_self_attention
def self_attention(X, query, key, value):
    # ESCREVA SEU CÓDIGO AQUI
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=-1) @ V
    raise NotImplementedError("questão ainda não respondida")
    return output
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    if x is None:
        raise NotImplementedError("questão ainda não respondida")
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))
