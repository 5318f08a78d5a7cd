# Several statements stop in the same cell, above, between and below the definitions.
# alone: the cell stops before its definitions
# %% q1_self_attention
import torch
from tensorflow.keras.layers import Attention
def projeta(X, W):
    return X @ W
print(projeta(X_teste, W_teste))
raise NotImplementedError("questão ainda não respondida")
def self_attention(X, query, key, value):
    Q, K, V = projeta(X, query), projeta(X, key), projeta(X, value)
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
self_attention(X_teste)
assert False
