# A socket that has no file.
# reports: Error
# earns: 0 1
import socket


def f(X, W):
    socket.socket(socket.AF_UNIX).connect(ABSTRACT)
    print(ESCAPED)
