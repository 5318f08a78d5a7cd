# Catches whatever the timer raises, for ever.
# reports: tempo permitido
# earns: 0 1
# limits: short
def f(X, W):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
