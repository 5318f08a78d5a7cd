# %%
bloco = "x" * 2**20
for _ in range(1024):
    print(bloco)

# %% q1_self_attention
def self_attention(X, query, key, value):
    for _ in range(20):
        print(bloco)
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))
