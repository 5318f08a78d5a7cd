# The right notebook beside an older copy with wrong answers.
# like: certa-tupla
# %% file lista8.ipynb
# %% file Cópia de lista8.ipynb
# %% q1_self_attention
def self_attention(X, query, key, value):
    return softmax(X @ query @ (X @ key).T, axis=0) @ (X @ value)
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    return layer_norm(x)
