# %% q1_self_attention
def self_attention(X, query, key, value):
    dk = key.shape[1]
    scores = matmul(query, key.transpose()) / np.sqrt(dk)
    return matmul(softmax(scores), value)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # a minha self_attention recebe Q, K e V já calculados
    Q = matmul(x, Wq)
    K = matmul(x, Wk)
    V = matmul(x, Wv)
    atencao = matmul(self_attention(x, Q, K, V), Wo)
    x1 = layer_norm(x + atencao)
    x2 = layer_norm(x1 + feed_forward(x1))
    return x2

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
