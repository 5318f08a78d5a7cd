# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = matmul(X, query), matmul(X, key), matmul(X, value)
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(Q.shape[1]), axis=1), V)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    att = self_attention(x, Wq, Wk, Wv)
    h = layer_norm(x + matmul(att, Wo))
    ff = feed_forward(h)
    return layer_norm(x + ff)

# %% [markdown] q3_decoder
# Mudanças:
#
# - masked self-attention: zerar os pesos das palavras que ainda não foram geradas (depois da softmax);
# - encoder-decoder attention;
# - no final, linear + softmax para escolher a próxima palavra.
