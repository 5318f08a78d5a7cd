# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = np.dot(X, query)
    K = np.dot(X, key)
    V = np.dot(X, value)
    scores = np.dot(Q, K.T) / np.sqrt(K.shape[1])
    weights = softmax(scores, axis=0)
    return np.dot(weights, V)

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
# Acho que muda a entrada, que passa a ser a saída do encoder, e usa máscara. O resto é igual.
