# The answers are in indented fences, below items of a list.
# %% [markdown] q1_self_attention
# 1. A função pedida:
#
#    ```Python3
#    def self_attention(X, query, key, value):
#        Q, K, V = X @ query, X @ key, X @ value
#        return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
#    ```
# %% [markdown] q2_encoder_layer
# - resposta
#
#   ~~~
#   def encoder_layer(x, Wq, Wk, Wv, Wo):
#       h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
#       return layer_norm(h + feed_forward(h))
#   ~~~
