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
    att = self_attention(x, Wq, Wk, Wv) @ Wo
      h = layer_norm(x + att)
    return layer_norm(h + feed_forward(h))
