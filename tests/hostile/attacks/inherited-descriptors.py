# Uses whatever was left open.
# reports: so canal
# earns: 0 1
import os


def f(X, W):
    found = []
    for fd in range(4, 1024):
        try:
            os.fstat(fd)
            found.append(fd)
        except OSError:
            pass
    if len(found) > 2:  # an event loop of its own: epoll and a pair of sockets at most
        print(ESCAPED, found)
    raise OSError("so canal")
