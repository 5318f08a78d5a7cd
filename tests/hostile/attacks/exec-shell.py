# Becomes another program.
# reports: Error
# earns: 0 1
import os


def f(X, W):
    os.execv("/bin/sh", ["sh", "-c", "echo saiu"])
