# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = np.einsum("nd,dk->nk", X, query)
    K = np.einsum("nd,dk->nk", X, key)
    V = np.einsum("nd,dk->nk", X, value)
    logits = np.einsum("ik,jk->ij", Q, K) * (1.0 / np.sqrt(Q.shape[-1]))
    A = softmax(logits, axis=-1)
    return np.einsum("ij,jk->ik", A, V)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    att = np.einsum("nk,kd->nd", self_attention(x, Wq, Wk, Wv), Wo)
    h = layer_norm(np.add(x, att))
    return layer_norm(np.add(h, feed_forward(h)))

# %% [markdown] q3_decoder
# Em um modelo só com decoder (tipo GPT) não existe atenção cruzada: basta colocar a máscara causal na autoatenção
# e manter a feed-forward, os residuais e as normalizações. No Transformer original, além disso, existiria uma segunda
# atenção com K e V vindos da saída do encoder e Q vindo do próprio decoder.
