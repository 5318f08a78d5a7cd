# %% q1_self_attention
def self_attention(X, query, key, value):
    q, k, v = X.dot(query), X.dot(key), X.dot(value)
    s = q.dot(k.T) / np.sqrt(k.shape[1])
    s = s - np.max(s)  # estabilidade numérica
    e = np.exp(s)
    return (e / e.sum(axis=1).reshape(-1, 1)).dot(v)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    residual = x
    out = np.dot(self_attention(x, Wq, Wk, Wv), Wo)
    out = layer_norm(out + residual)
    residual = out
    out = feed_forward(out)
    out = layer_norm(out + residual)
    return out

# %% [markdown] q3_decoder
# Mudanças:
#
# - masked self-attention: zerar os pesos das palavras que ainda não foram geradas (depois da softmax);
# - encoder-decoder attention;
# - no final, linear + softmax para escolher a próxima palavra.
