# The answers are in text cells between ~~~.
# %% [markdown] q1_self_attention
# ~~~python
# def self_attention(X, query, key, value):
#     Q, K, V = X @ query, X @ key, X @ value
#     return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
# ~~~
# %% [markdown] q2_encoder_layer
# Minha camada:
#
# ~~~~ py
# def encoder_layer(x, Wq, Wk, Wv, Wo):
#     h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
#     return layer_norm(h + feed_forward(h))
# ~~~~
