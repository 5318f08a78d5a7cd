# Asks to exit with success.
# reports: SystemExit
# earns: 0 1
import sys


def f(X, W):
    sys.exit(0)
