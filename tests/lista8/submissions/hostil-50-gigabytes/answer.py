# %% q1_self_attention
def self_attention(X, query, key, value):
    buffer = np.ones(50 * 10**9 // 8)
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V + buffer[0] - 1

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
