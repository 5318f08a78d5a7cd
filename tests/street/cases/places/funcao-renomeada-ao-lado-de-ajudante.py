# The function has another name, and beside it stands a helper with as many parameters.
# %% q1_self_attention
def escores(Q, K, n, dk):
    return Q @ K.T / np.sqrt(dk)


def auto_atencao(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(escores(Q, K, len(X), K.shape[1]), axis=1) @ V
# %% q2_encoder_layer
def soma_e_norma(a, b, c, d, e):
    return layer_norm(a + b)


def camada_encoder(x, Wq, Wk, Wv, Wo):
    h = soma_e_norma(x, auto_atencao(x, Wq, Wk, Wv) @ Wo, None, None, None)
    return soma_e_norma(h, feed_forward(h), None, None, None)
