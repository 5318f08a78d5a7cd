# Malformed calls of a lent function.
# reports: Certo|ocorreu|não são uma resposta
# earns: 1 0
def f(X, W):
    return X @ W


def h(X):
    return globals()["f"]({"a": object()}, [[[]]], 2**80, x="y")
