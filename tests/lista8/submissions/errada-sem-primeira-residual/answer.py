# %% q1_self_attention
def self_attention(X, query, key, value):
    q = np.dot(X, query)
    k = np.dot(X, key)
    v = np.dot(X, value)

    # produto escalar de cada consulta com cada chave
    pontuacao = np.dot(q, k.transpose())
    pontuacao = pontuacao / (k.shape[1] ** 0.5)

    atencao = softmax(pontuacao, axis=1)
    saida = np.dot(atencao, v)
    return saida

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = layer_norm(np.dot(self_attention(x, Wq, Wk, Wv), Wo))
    return layer_norm(z + feed_forward(z))

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
