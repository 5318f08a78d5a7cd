# Calls a lent function for ever.
# reports: Certo|vezes demais
# earns: 1 0
def h(X):
    while True:
        f(X, X.T)


def f(X, W):
    return X @ W
