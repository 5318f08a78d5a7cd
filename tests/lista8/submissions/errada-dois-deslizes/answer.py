# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    A = softmax(Q @ K.T, axis=0)
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# O decoder usa máscara nas duas atenções, inclusive na que olha para o encoder, para não ver o futuro. Na inferência a
# máscara não é mais usada, pois as palavras do futuro ainda não existem.
