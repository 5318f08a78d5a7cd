# Forks past the C library.
# reports: recusado
# earns: 0 1
import ctypes


def f(X, W):
    for number, *arguments in ((57,), (58,), (56, 17, 0, 0, 0, 0), (435, 0, 0), (220, 17, 0, 0, 0, 0)):
        if ctypes.CDLL(None).syscall(number, *arguments) >= 0:
            print(ESCAPED)
    raise OSError("recusado")
