# Announces four gigabytes.
# reports: não são uma resposta
# earns: 0 1
import os


def f(X, W):
    os.write(3, b"\xff\xff\xff\xff")
    os._exit(0)
