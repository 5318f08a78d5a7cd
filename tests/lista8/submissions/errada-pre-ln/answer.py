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
    norm = layer_norm(x)
    x = x + self_attention(norm, Wq, Wk, Wv) @ Wo
    norm = layer_norm(x)
    x = x + feed_forward(norm)
    return x

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
