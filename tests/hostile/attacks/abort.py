# Aborts.
# reports: encerrado pelo sinal SIGABRT
# earns: 0 1
import os


def f(X, W):
    os.abort()
