# A softmax with the wrong default axis; the attention gives the right one, by place.
# assignment: lista8_transformer
# loses: q1_valores
# %% q1_softmax
def softmax(x, eixo=0):
    E = np.exp(x - x.max(axis=eixo, keepdims=True))
    return E / E.sum(axis=eixo, keepdims=True)
# %% q2_atencao
def scaled_dot_product_attention(Q, K, V, mask=None):
    S = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    return softmax(S, -1) @ V
