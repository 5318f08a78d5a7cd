# %%
def minha_softmax(m):
    e = np.exp(m)
    return e / np.sum(e, axis=1, keepdims=True)

# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = matmul(X, query)
    K = matmul(X, key)
    V = matmul(X, value)
    scores = matmul(Q, K.T)
    scores_escalados = scores / np.sqrt(K.shape[1])
    return matmul(minha_softmax(scores_escalados), V)

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
# A principal diferença é que o decoder não tem feed-forward, só duas camadas de atenção. A segunda recebe a saída do
# encoder.
