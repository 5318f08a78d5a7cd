# Noise where an answer is due.
# reports: não são uma resposta
# earns: 0 1
import os


def f(X, W):
    os.write(3, os.urandom(4096))
    os._exit(0)
