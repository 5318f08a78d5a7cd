# The right function is defined where no Python gets, behind `if False`.
# like: vazia-sem-resposta
# %% q1_self_attention
import torch
if False:
    def self_attention(X, query, key, value):
        Q, K, V = X @ query, X @ key, X @ value
        return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
