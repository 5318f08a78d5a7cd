# A loop without end.
# reports: tempo permitido
# earns: 0 1
# limits: short
def f(X, W):
    while True:
        pass
