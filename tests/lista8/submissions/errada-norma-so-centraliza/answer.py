# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = matmul(X, query), matmul(X, key), matmul(X, value)
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(Q.shape[1]), axis=1), V)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    def centraliza(m):
        return m - m.mean(axis=1, keepdims=True)

    h = centraliza(x + matmul(self_attention(x, Wq, Wk, Wv), Wo))
    return centraliza(h + feed_forward(h))

# %% [markdown] q3_decoder
# Acho que muda a entrada, que passa a ser a saída do encoder, e usa máscara. O resto é igual.
