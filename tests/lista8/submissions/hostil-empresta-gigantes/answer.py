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
    try:
        self_attention(x * 1e200, Wq * 1e200, Wk * 1e200, Wv)
    except Exception as erro:
        print(erro)
    return layer_norm(feed_forward(x * 1e308) * 1e308)
