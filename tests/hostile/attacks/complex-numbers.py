# Complex numbers whose real part is right.
# reports: matriz de números|tipo|valores
# earns: 0 1
def f(X, W):
    return X @ W + 1j
