# Stops its own process.
# reports: tempo permitido|encerrado pelo sinal
# earns: 0 1
# limits: short
import os, signal


def f(X, W):
    os.kill(os.getpid(), signal.SIGSTOP)
