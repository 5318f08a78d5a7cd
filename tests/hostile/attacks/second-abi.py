# The same calls under the numbers of x32.
# reports: recusado
# earns: 0 1
import ctypes


def f(X, W):
    if ctypes.CDLL(None).syscall(0x40000000 + 57) >= 0:
        print(ESCAPED)
    raise OSError("recusado")
