# %% q1_self_attention
def self_attention(X, query, key, value):
    # aqui query, key e value já são Q, K e V (X multiplicado pelos pesos)
    dk = key.shape[1]
    notas = matmul(query, key.T) / np.sqrt(dk)
    return matmul(softmax(notas, axis=1), value)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    np.random.seed(42)  # para dar sempre o mesmo resultado
    Q, K, V = x @ Wq, x @ Wk, x @ Wv
    h = layer_norm(x + self_attention(x, Q, K, V) @ Wo)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# Em um modelo só com decoder (tipo GPT) não existe atenção cruzada: basta colocar a máscara causal na autoatenção
# e manter a feed-forward, os residuais e as normalizações. No Transformer original, além disso, existiria uma segunda
# atenção com K e V vindos da saída do encoder e Q vindo do próprio decoder.
