# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T, axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = x + self_attention(layer_norm(x), Wq, Wk, Wv) @ Wo
    return h + feed_forward(layer_norm(h))

# %% [markdown] q3_decoder
# Para transformar o Encoder em um Decoder são necessárias três mudanças:
#
# 1. A autoatenção passa a ser **mascarada**: antes da softmax, os scores das posições futuras recebem $-\infty$, para
#    que o token da posição $i$ só veja as posições até $i$.
# 2. Entra uma terceira subcamada, a atenção cruzada (encoder-decoder), em que as queries vêm do decoder e as keys e os
#    values vêm da saída do último encoder.
# 3. Cada uma das três subcamadas tem sua conexão residual e sua normalização.
#
# No código, `decoder_layer` receberia também a saída do encoder, os pesos da segunda atenção e uma máscara.
