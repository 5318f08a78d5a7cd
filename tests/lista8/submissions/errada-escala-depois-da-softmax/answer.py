# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = X @ query
    K = X @ key
    V = X @ value
    A = softmax(Q @ K.T, axis=1) / np.sqrt(K.shape[1])
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = self_attention(x, Wq, Wk, Wv)
    z = matmul(z, Wo)
    # Add & Norm 1
    soma1 = x + z
    norm1 = layer_norm(soma1)

    ff = feed_forward(norm1)
    # Add & Norm 2
    soma2 = norm1 + ff
    norm2 = layer_norm(soma2)
    return norm2

# %% [markdown] q3_decoder
# Mudanças:
#
# - masked self-attention: zerar os pesos das palavras que ainda não foram geradas (depois da softmax);
# - encoder-decoder attention;
# - no final, linear + softmax para escolher a próxima palavra.
