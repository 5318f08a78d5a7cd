# A library of its own in a program with more rights.
# reports: Error
# earns: 0 1
import os


def f(X, W):
    os.execve("/usr/bin/su", ["su"], {"LD_PRELOAD": "./x.so"})
