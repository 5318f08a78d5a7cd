# %% q1_self_attention
def softmax_estavel(z):
    z = z - z.max(axis=-1, keepdims=True)
    ez = np.exp(z)
    return ez / (ez.sum(axis=-1, keepdims=True) + 1e-9)  # 1e-9 evita divisão por zero


def self_attention(X, query, key, value):
    Q = X @ query
    K = X @ key
    V = X @ value
    return softmax_estavel(Q @ K.T / np.sqrt(K.shape[-1])) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# No decoder, a atenção do meio usa Q do encoder e K, V do decoder, porque é o encoder que pergunta sobre a frase. Além
# disso a primeira atenção é mascarada.
