# %% q1_self_attention
def self_attention(X, query, key, value):
    # projeta os embeddings
    Q = X @ query
    K = X @ key
    V = X @ value
    d_k = K.shape[-1]
    scores = Q @ K.T / np.sqrt(d_k)
    pesos = softmax(scores, axis=-1)
    return pesos @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = x + self_attention(x, Wq, Wk, Wv) @ Wo
    h = h + feed_forward(h)
    return layer_norm(h)

# %% [markdown] q3_decoder
# 1) máscara (-inf em cima da diagonal) na autoatenção, senão o modelo "cola" a resposta
# 2) mais uma atenção: Q = decoder, K e V = saída do encoder
# 3) mais um add & norm
# 4) a função recebe mais parâmetros (saída do encoder, mais 4 matrizes de pesos)
