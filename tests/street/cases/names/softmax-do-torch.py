# Imports a softmax that takes `dim`; where torch is missing, a copy from a forum stands in.
# %% last
try:
    from torch import softmax
except ImportError:
    def softmax(x, dim):
        return np.exp(x) / np.sum(np.exp(x), dim, keepdims=True)
