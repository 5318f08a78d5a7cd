# What is needed and what is not there are imported in one statement.
# alone: the cell stops before its definitions
# %% q1_self_attention
import numpy as np, torch, math


def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / math.sqrt(K.shape[1]), axis=1) @ V
