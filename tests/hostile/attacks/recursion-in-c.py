# Overflows the C stack.
# reports: encerrado pelo sinal|RecursionError|MemoryError
# earns: 0 1
import sys

sys.setrecursionlimit(10**9)


def f(X, W):
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return repr(nested)
