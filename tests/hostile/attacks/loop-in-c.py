# A product so long that no Python runs in between.
# reports: tempo permitido|mais memória
# earns: 0 1
# limits: short
def f(X, W):
    A = np.ones((3000, 3000))
    while True:
        A = A @ A * 1e-9
