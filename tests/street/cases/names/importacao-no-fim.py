# The imports that the answers need stand in the last cell.
# alone: the import comes too late
# %% q1_self_attention
def self_attention(X, query, key, value):
    S = (X @ query) @ (X @ key).T / math.sqrt(key.shape[1])
    return special.softmax(S, axis=1) @ (X @ value)
# %% last
import math
from scipy import special
