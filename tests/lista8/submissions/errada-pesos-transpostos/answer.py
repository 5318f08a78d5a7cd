# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query.T, X @ key.T, X @ value.T
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V

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
# Em um modelo só com decoder (tipo GPT) não existe atenção cruzada: basta colocar a máscara causal na autoatenção
# e manter a feed-forward, os residuais e as normalizações. No Transformer original, além disso, existiria uma segunda
# atenção com K e V vindos da saída do encoder e Q vindo do próprio decoder.
