# Keeps a function that was lent for one question and uses it in another.
# reports: ocorreu ValueError|no such function
# earns: 0 1
kept = []


def h(X):
    kept.append(f)
    return f(X, X.T)


def f(X, W):
    return kept[0](X, W) if kept else np.zeros((len(X), W.shape[1]))
