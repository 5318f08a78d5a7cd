# %% q1_self_attention
def self_attention(X, query, key, value):
    scores = matmul(query, key.T)
    atencao = softmax(scores, axis=-1)
    return matmul(atencao, value), atencao

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    att, pesos = self_attention(x, matmul(x, Wq), matmul(x, Wk), matmul(x, Wv))
    x = layer_norm(x + matmul(att, Wo))
    return layer_norm(x + feed_forward(x))

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
