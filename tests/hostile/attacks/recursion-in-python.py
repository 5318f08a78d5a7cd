# Recursion without end.
# reports: RecursionError
# earns: 0 1
def f(X, W):
    return f(X, W)
