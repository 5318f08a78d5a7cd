# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    A = np.zeros((len(X), len(X)))
    i = 0
    while i < len(X):
        A[i] = softmax(K @ Q[i] / np.sqrt(K.shape[1]))
        # esqueci de incrementar o i
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
