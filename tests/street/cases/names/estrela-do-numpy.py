# `from numpy import *` further down replaces Python's min, max and sum, which the answer uses.
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / np.sqrt(K.shape[-1])
    m = [max(linha[0], *linha[1:]) for linha in S]
    E = np.array([[np.exp(s - mi) for s in linha] for linha, mi in zip(S, m)])
    return E / E.sum(axis=1, keepdims=True) @ V
# %% last
from numpy import *
from numpy.linalg import *
print(norm(ones(3)))
