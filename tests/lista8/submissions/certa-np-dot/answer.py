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
    residual = x
    out = np.dot(self_attention(x, Wq, Wk, Wv), Wo)
    out = layer_norm(out + residual)
    residual = out
    out = feed_forward(out)
    out = layer_norm(out + residual)
    return out

# %% [markdown] q3_decoder
# O decoder tem uma máscara para não olhar para o futuro e uma atenção a mais que olha para o encoder. O Q vem do decoder
# e K e V vêm do encoder.
