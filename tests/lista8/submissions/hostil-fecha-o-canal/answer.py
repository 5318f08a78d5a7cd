# %%
import os
os.closerange(0, 64)

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
