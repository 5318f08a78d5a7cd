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
    # refiz a atenção aqui dentro para não depender da questão 1
    Q, K, V = x @ Wq, x @ Wk, x @ Wv
    A = softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    h = layer_norm(x + A @ V @ Wo)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# No decoder, a atenção do meio usa Q do encoder e K, V do decoder, porque é o encoder que pergunta sobre a frase. Além
# disso a primeira atenção é mascarada.
