# Pasted with the prompts of a console.
# %% q1_self_attention
>>> def self_attention(X, query, key, value):
...     Q, K, V = X @ query, X @ key, X @ value
...     return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
# %% q2_encoder_layer
In [7]: def encoder_layer(x, Wq, Wk, Wv, Wo):
   ...:     h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
   ...:     return layer_norm(h + feed_forward(h))
