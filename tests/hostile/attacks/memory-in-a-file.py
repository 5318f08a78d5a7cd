# Memory in an anonymous file, which no limit on addresses counts.
# reports: PermissionError|OSError
# earns: 0 1
import os


def f(X, W):
    while True:
        os.ftruncate(os.memfd_create("x"), 2**34)
