# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    pesos = softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    return pesos, pesos @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    _, z = self_attention(x, Wq, Wk, Wv)
    h = layer_norm(x + z @ Wo)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# 1) máscara (-inf em cima da diagonal) na autoatenção, senão o modelo "cola" a resposta
# 2) mais uma atenção: Q = decoder, K e V = saída do encoder
# 3) mais um add & norm
# 4) a função recebe mais parâmetros (saída do encoder, mais 4 matrizes de pesos)
