# %% q1_self_attention
atencao = lambda Q, K, V: (softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V, Q, K)
self_attention = lambda X, query, key, value: atencao(X @ query, X @ key, X @ value)

# %% q2_encoder_layer
add_norm = lambda a, b: layer_norm(a + b)
encoder_layer = lambda x, Wq, Wk, Wv, Wo: (lambda h: add_norm(h, feed_forward(h)))(
    add_norm(x, self_attention(x, Wq, Wk, Wv)[0] @ Wo)
)

# %% [markdown] q3_decoder
# 1) máscara (-inf em cima da diagonal) na autoatenção, senão o modelo "cola" a resposta
# 2) mais uma atenção: Q = decoder, K e V = saída do encoder
# 3) mais um add & norm
# 4) a função recebe mais parâmetros (saída do encoder, mais 4 matrizes de pesos)
