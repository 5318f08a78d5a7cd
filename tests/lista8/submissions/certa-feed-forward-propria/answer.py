# %% q1_self_attention
def self_attention(X, query, key, value):
    # projeta os embeddings
    Q = X @ query
    K = X @ key
    V = X @ value
    d_k = K.shape[-1]
    scores = Q @ K.T / np.sqrt(d_k)
    pesos = softmax(scores, axis=-1)
    return pesos @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    d = x.shape[1]
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    M1 = np.random.randn(d, 4 * d)
    M2 = np.random.randn(4 * d, d)
    relu = np.maximum(0, h @ M1)
    return layer_norm(h + relu @ M2)

# %% [markdown] q3_decoder
# Acho que muda a entrada, que passa a ser a saída do encoder, e usa máscara. O resto é igual.
