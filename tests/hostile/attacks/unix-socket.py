# A socket of the grading machine's file system.
# reports: Error
# earns: 0 1
import socket


def f(X, W):
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect(WORLD + "/service")
    print(ESCAPED)
