# %%
def normalizar(m):
    return m / m.sum(axis=1, keepdims=True)

# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = X @ query
    K = X @ key
    V = X @ value
    return normalizar(Q @ K.T / np.sqrt(Q.shape[1])) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = self_attention(x, Wq, Wk, Wv)
    z = matmul(z, Wo)
    # Add & Norm 1
    soma1 = x + z
    norm1 = layer_norm(soma1)

    ff = feed_forward(norm1)
    # Add & Norm 2
    soma2 = norm1 + ff
    norm2 = layer_norm(soma2)
    return norm2

# %% [markdown] q3_decoder
# O decoder usa máscara nas duas atenções, inclusive na que olha para o encoder, para não ver o futuro. Na inferência a
# máscara não é mais usada, pois as palavras do futuro ainda não existem.
