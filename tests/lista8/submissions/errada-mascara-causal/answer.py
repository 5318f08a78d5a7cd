# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    scores = Q @ K.T / np.sqrt(K.shape[1])
    # cada palavra não pode ver as próximas
    mascara = np.triu(np.ones_like(scores), k=1)
    scores = scores + mascara * -1e9
    return softmax(scores, axis=1) @ V

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
# Em um modelo só com decoder (tipo GPT) não existe atenção cruzada: basta colocar a máscara causal na autoatenção
# e manter a feed-forward, os residuais e as normalizações. No Transformer original, além disso, existiria uma segunda
# atenção com K e V vindos da saída do encoder e Q vindo do próprio decoder.
