# Leaves a note in a kernel keyring.
# reports: recusado
# earns: 0 1
import ctypes


def f(X, W):
    for number in (248, 217):
        if ctypes.CDLL(None).syscall(number, b"user", b"nota", b"x", 1, -4) > 0 and number == 248:
            print(ESCAPED)
    raise OSError("recusado")
