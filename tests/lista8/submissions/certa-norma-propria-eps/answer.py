# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = matmul(X, query), matmul(X, key), matmul(X, value)
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(Q.shape[1]), axis=1), V)

# %%
def normaliza_camada(v, eps=1e-5):
    mu = np.mean(v, axis=-1, keepdims=True)
    var = np.var(v, axis=-1, keepdims=True)
    return (v - mu) / np.sqrt(var + eps)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    att = matmul(self_attention(x, Wq, Wk, Wv), Wo)
    h = normaliza_camada(x + att)
    return normaliza_camada(h + feed_forward(h))

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
