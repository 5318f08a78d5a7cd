# Signals the process group, and group 1.
# reports: Error|encerrado pelo sinal
# earns: 0 1
import os, signal


def f(X, W):
    os.kill(-os.getppid(), signal.SIGKILL)
    os.killpg(0, signal.SIGKILL)
