# Below the stop the helper is defined only where it is not there yet.
# alone: the cell stops before its definitions
# %% q1_self_attention
import torch
if "projeta" not in globals():
    def projeta(X, W):
        return X @ W
try:
    pondera
except NameError:
    def pondera(S):
        return softmax(S, axis=1)

def self_attention(X, query, key, value):
    Q, K, V = (projeta(X, W) for W in (query, key, value))
    return pondera(Q @ K.T / np.sqrt(K.shape[1])) @ V
