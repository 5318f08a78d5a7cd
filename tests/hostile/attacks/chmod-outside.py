# Changes modes, times and attributes of files outside.
# reports: recusado
# earns: 0 1
import os


def f(X, W):
    path = WORLD + "/gradebook.db"
    for action, *arguments in ((os.chmod, 0), (os.utime, (1, 1)), (os.chown, 1, 1), (os.setxattr, "user.x", b"x")):
        try:
            action(path, *arguments)
        except OSError:
            pass
    raise OSError("recusado")
