# %% q1_self_attention
def self_attention(X, query, key, value):
    # aqui query, key e value já são Q, K e V (X multiplicado pelos pesos)
    dk = key.shape[1]
    notas = matmul(query, key.T) / np.sqrt(dk)
    return matmul(softmax(notas, axis=1), value)

# %% q2_encoder_layer
def add_norm(entrada, sub):
    s = entrada + sub
    media = s.mean(axis=-1, keepdims=True)
    variancia = s.var(axis=-1, keepdims=True)
    return (s - media) / (variancia + 1e-8)


def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = add_norm(x, self_attention(x, x @ Wq, x @ Wk, x @ Wv) @ Wo)
    return add_norm(h, feed_forward(h))

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
