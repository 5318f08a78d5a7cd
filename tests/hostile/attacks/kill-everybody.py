# Signals every process that it may.
# reports: Error
# earns: 0 1
import os, signal


def f(X, W):
    os.kill(-1, signal.SIGTERM)
    print(ESCAPED)
