# %% q1_self_attention
def self_attention(X, query, key, value):
    q = X.dot(query)
    k = X.dot(key)
    v = X.dot(value)
    dim = k.shape[1]
    # normaliza pelo tamanho
    return softmax(q.dot(k.T) / dim, axis=1).dot(v)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    residual = x
    out = np.dot(self_attention(x, Wq, Wk, Wv), Wo)
    out = layer_norm(out + residual)
    residual = out
    out = feed_forward(out)
    out = layer_norm(out + residual)
    return out
