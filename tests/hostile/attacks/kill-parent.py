# Kills whoever started it.
# reports: Error|valores
# earns: 0 1
import os, signal


def f(X, W):
    os.kill(os.getppid(), signal.SIGKILL)
