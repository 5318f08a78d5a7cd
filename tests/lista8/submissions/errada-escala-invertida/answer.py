# %% q1_self_attention
def self_attention(X, query, key, value):
    # query, key e value já projetados
    escala = np.sqrt(key.shape[-1])
    scores = escala * (query @ key.T)
    return softmax(scores, axis=-1) @ value

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # a minha self_attention recebe Q, K e V já calculados
    Q = matmul(x, Wq)
    K = matmul(x, Wk)
    V = matmul(x, Wv)
    atencao = matmul(self_attention(x, Q, K, V), Wo)
    x1 = layer_norm(x + atencao)
    x2 = layer_norm(x1 + feed_forward(x1))
    return x2

# %% [markdown] q3_decoder
# No decoder, a atenção do meio usa Q do encoder e K, V do decoder, porque é o encoder que pergunta sobre a frase. Além
# disso a primeira atenção é mascarada.
