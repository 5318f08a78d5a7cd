# Sends a datagram to the world.
# reports: Error
# earns: 0 1
import socket


def f(X, W):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"resposta", ("192.0.2.1", 53))
    print(ESCAPED)
