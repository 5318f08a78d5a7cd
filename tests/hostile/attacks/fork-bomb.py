# Forks without end.
# reports: Error
# earns: 0 1
import os


def f(X, W):
    while True:
        os.fork()
