# %% q1_self_attention
def self_attention(X, query, key, value):
    q = np.dot(X, query)
    k = np.dot(X, key)
    v = np.dot(X, value)

    # produto escalar de cada consulta com cada chave
    pontuacao = np.dot(q, k.transpose())
    pontuacao = pontuacao / (k.shape[1] ** 0.5)

    atencao = softmax(pontuacao, axis=1)
    saida = np.dot(atencao, v)
    return saida

# %%
import matplotlib.pyplot as plt

frase = ["o", "gato", "subiu", "no", "telhado"]
emb = np.random.randn(5, 8)
W1_, W2_ = np.random.randn(8, 4), np.random.randn(8, 4)
plt.imshow(softmax((emb @ W1_) @ (emb @ W2_).T / 2, axis=1))
plt.xticks(range(5), frase)
plt.title("Atenção")
plt.show()

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

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
