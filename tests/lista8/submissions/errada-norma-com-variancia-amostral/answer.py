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

# %%
def ln(m, eps=1e-6):
    mu = m.mean(axis=1, keepdims=True)
    dp = m.std(axis=1, keepdims=True, ddof=1)
    return (m - mu) / (dp + eps)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = ln(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return ln(h + feed_forward(h))

# %% [markdown] q3_decoder
# Em um modelo só com decoder (tipo GPT) não existe atenção cruzada: basta colocar a máscara causal na autoatenção
# e manter a feed-forward, os residuais e as normalizações. No Transformer original, além disso, existiria uma segunda
# atenção com K e V vindos da saída do encoder e Q vindo do próprio decoder.
