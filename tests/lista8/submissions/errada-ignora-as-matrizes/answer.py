# %% q1_self_attention
def self_attention(X, query, key, value):
    query = X
    key = X
    value = X
    scores = query @ key.T / np.sqrt(key.shape[1])
    return softmax(scores, axis=1) @ value

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
