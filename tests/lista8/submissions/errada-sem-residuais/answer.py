# %% q1_self_attention
def self_attention(X, query, key, value):
    # aqui query, key e value já são Q, K e V (X multiplicado pelos pesos)
    dk = key.shape[1]
    notas = matmul(query, key.T) / np.sqrt(dk)
    return matmul(softmax(notas, axis=1), value)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    Q = x @ Wq
    K = x @ Wk
    V = x @ Wv
    z = layer_norm(self_attention(x, Q, K, V) @ Wo)
    z = layer_norm(feed_forward(z))
    return z

# %% [markdown] q3_decoder
# No decoder, a atenção do meio usa Q do encoder e K, V do decoder, porque é o encoder que pergunta sobre a frase. Além
# disso a primeira atenção é mascarada.
