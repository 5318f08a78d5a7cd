# Lista 8: an attention without scale that returns its weights too, called by other names of its arguments.
# loses: q1_valores
# %% q1_self_attention
def self_attention(X, query, key, value, mascara=None, devolver_pesos=False):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T
    A = softmax(S if mascara is None else S + mascara, axis=-1)
    return (A @ V, A) if devolver_pesos else A @ V
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z, pesos = self_attention(x, query=Wq, key=Wk, value=Wv, devolver_pesos=True)
    h = layer_norm(x + z @ Wo)
    return layer_norm(h + feed_forward(h))
