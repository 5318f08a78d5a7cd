# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = matmul(X, query), matmul(X, key), matmul(X, value)
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(Q.shape[1]), axis=1), V)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    x -= x.mean(axis=0)  # centraliza os dados
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# A principal diferença é que o decoder não tem feed-forward, só duas camadas de atenção. A segunda recebe a saída do
# encoder.
