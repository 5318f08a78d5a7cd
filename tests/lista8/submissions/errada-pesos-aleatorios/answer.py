# %% q1_self_attention
def self_attention(X, query, key, value):
    d_model = X.shape[1]
    d_k = query.shape[1]
    W_q = np.random.rand(d_model, d_k)
    W_k = np.random.rand(d_model, d_k)
    W_v = np.random.rand(d_model, d_k)
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    return softmax(Q @ K.T / np.sqrt(d_k), axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# Acho que muda a entrada, que passa a ser a saída do encoder, e usa máscara. O resto é igual.
