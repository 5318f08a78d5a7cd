# %% q1_self_attention
def softmax_linha(s):
    topo = np.exp(s - np.max(s, axis=1, keepdims=True))
    return topo / np.sum(np.exp(s), axis=1, keepdims=True)


def self_attention(X, query, key, value):
    Q = X @ query
    K = X @ key
    V = X @ value
    return softmax_linha(Q @ K.T / K.shape[1] ** 0.5) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# 1) máscara (-inf em cima da diagonal) na autoatenção, senão o modelo "cola" a resposta
# 2) mais uma atenção: Q = decoder, K e V = saída do encoder
# 3) mais um add & norm
# 4) a função recebe mais parâmetros (saída do encoder, mais 4 matrizes de pesos)
