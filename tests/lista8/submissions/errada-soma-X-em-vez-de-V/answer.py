# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = X @ query
    K = X @ key
    V = X @ value  # não usei
    pesos = softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    return pesos @ X

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
# No decoder, a atenção do meio usa Q do encoder e K, V do decoder, porque é o encoder que pergunta sobre a frase. Além
# disso a primeira atenção é mascarada.
