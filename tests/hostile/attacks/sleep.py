# Sleeps instead of working.
# reports: tempo permitido
# earns: 0 1
# limits: short
import time


def f(X, W):
    time.sleep(1000)
