# The module that is needed is imported below one that is not there.
# alone: the cell stops before its definitions
# %% q1_self_attention
import einops
import math


def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / math.sqrt(K.shape[1]), axis=1) @ V
