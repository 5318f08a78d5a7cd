# in_place: the filters of warnings
# The answer warns; the last cell makes errors of warnings.
# %% q1_self_attention
import warnings


def self_attention(X, query, key, value):
    warnings.warn("usando query, key e value como matrizes de pesos")
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
# %% last
warnings.simplefilter("error")
