# Sends to that socket through one half of a pair.
# reports: Error
# earns: 0 1
import socket


def f(X, W):
    a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    a.sendto(b"x", WORLD + "/datagrams")
    print(ESCAPED)
