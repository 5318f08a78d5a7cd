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
    x = x + self_attention(x, Wq, Wk, Wv) @ Wo
    x = x + feed_forward(x)
    return x

# %% [markdown] q3_decoder
# O decoder usa máscara nas duas atenções, inclusive na que olha para o encoder, para não ver o futuro. Na inferência a
# máscara não é mais usada, pois as palavras do futuro ainda não existem.
