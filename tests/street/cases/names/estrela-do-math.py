# exp and sqrt of numpy are replaced by those of math, which take no matrices.
# %% before q1_self_attention
from numpy import exp, sqrt, transpose
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    E = exp(Q @ transpose(K) / sqrt(K.shape[1]))
    return E / E.sum(axis=1)[:, None] @ V
# %% after q2_valores
from math import *
print(exp(1), sqrt(2), pi)
