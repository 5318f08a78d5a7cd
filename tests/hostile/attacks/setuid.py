# Becomes root, or somebody else.
# reports: recusado
# earns: 0 1
import os


def f(X, W):
    for action, number in ((os.setuid, 12345), (os.setgid, 12345), (os.setgroups, [0]), (os.seteuid, 12345)):
        try:
            action(number)
            print(ESCAPED)
        except OSError:
            pass
    raise OSError("recusado")
