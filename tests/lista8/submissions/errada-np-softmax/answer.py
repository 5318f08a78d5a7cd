# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = X @ query
    K = X @ key
    V = X @ value
    A = np.softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# A principal diferença é que o decoder não tem feed-forward, só duas camadas de atenção. A segunda recebe a saída do
# encoder.
