# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.
