# %% q1_self_attention
def self_attention(X, query, key, value):
    def sm(linha):
        e = np.exp(linha - linha.max())
        return e / e.sum()

    Q, K, V = X @ query, X @ key, X @ value
    pesos = np.apply_along_axis(sm, 1, Q @ K.T / K.shape[1] ** 0.5)
    return pesos @ V

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
# O decoder usa máscara nas duas atenções, inclusive na que olha para o encoder, para não ver o futuro. Na inferência a
# máscara não é mais usada, pois as palavras do futuro ainda não existem.
