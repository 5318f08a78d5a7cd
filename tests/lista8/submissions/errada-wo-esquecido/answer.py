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
    att = self_attention(x, Wq, Wk, Wv)
    h = layer_norm(x + att)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# Mudanças:
#
# - masked self-attention: zerar os pesos das palavras que ainda não foram geradas (depois da softmax);
# - encoder-decoder attention;
# - no final, linear + softmax para escolher a próxima palavra.
