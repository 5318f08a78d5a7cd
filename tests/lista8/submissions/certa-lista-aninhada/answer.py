# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = (X @ query).tolist()
    K = (X @ key).tolist()
    V = (X @ value).tolist()
    d = len(K[0])
    resultado = []
    for q in Q:
        linha = [sum(a * b for a, b in zip(q, k)) / d ** 0.5 for k in K]
        p = softmax(linha)
        resultado.append([sum(p[j] * V[j][c] for j in range(len(V))) for c in range(len(V[0]))])
    return resultado

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    a = np.array(self_attention(x, Wq, Wk, Wv))
    h = layer_norm(x + a @ Wo)
    return layer_norm(h + feed_forward(h)).tolist()

# %% [markdown] q3_decoder
# Acho que muda a entrada, que passa a ser a saída do encoder, e usa máscara. O resto é igual.
