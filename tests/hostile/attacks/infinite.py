# Infinity is close to nothing.
# reports: contém inf
# earns: 0 1
def f(X, W):
    return np.full((len(X), W.shape[1]), np.inf)
