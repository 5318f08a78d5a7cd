# %%
# dados de exemplo
embeddings = np.random.randn(4, 8)
W_Q = np.random.randn(8, 8)
W_K = np.random.randn(8, 8)
W_V = np.random.randn(8, 8)

# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = embeddings @ W_Q
    K = embeddings @ W_K
    V = embeddings @ W_V
    return softmax(Q @ K.T / np.sqrt(8), axis=1) @ V

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
# No decoder, a atenção do meio usa Q do encoder e K, V do decoder, porque é o encoder que pergunta sobre a frase. Além
# disso a primeira atenção é mascarada.
