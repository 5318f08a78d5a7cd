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
    d = x.shape[-1]
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    ff = h @ np.random.randn(d, 4 * d) @ np.random.randn(4 * d, d)
    return layer_norm(h + ff)

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
