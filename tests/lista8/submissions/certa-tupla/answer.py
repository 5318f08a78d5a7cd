# %% q1_self_attention
def self_attention(X, query, key, value):
    """Retorna a saída da atenção e também os pesos (bom para visualizar)."""
    Q = X @ query
    K = X @ key
    V = X @ value
    pesos = softmax((Q @ K.T) / np.sqrt(K.shape[1]), axis=1)
    saida = pesos @ V
    return saida, pesos

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    saida, _ = self_attention(x, Wq, Wk, Wv)
    x = layer_norm(x + saida @ Wo)
    x = layer_norm(x + feed_forward(x))
    return x

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
