# Makes the kernel send the signal: F_SETOWN and F_SETSIG.
# reports: Error
# earns: 0 1
import fcntl, os, signal, socket


def f(X, W):
    a, b = socket.socketpair()
    fcntl.fcntl(a, 10, signal.SIGKILL)
    fcntl.fcntl(a, fcntl.F_SETOWN, JUDGE)
    fcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC)
    b.send(b"x")
    print(ESCAPED)
