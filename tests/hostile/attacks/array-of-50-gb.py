# Asks for more memory than there is.
# reports: mais memória do que o permitido
# earns: 0 1
def f(X, W):
    return np.ones(50 * 2**27)
