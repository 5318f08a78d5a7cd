# %% q1_self_attention
def self_attention(X, query, key, value):
    return np.zeros((0, 0))

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    return np.zeros((0, 0))
