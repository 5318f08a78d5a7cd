# A user namespace of its own, with all capabilities in it.
# reports: recusado
# earns: 0 1
import ctypes


def f(X, W):
    libc = ctypes.CDLL(None)
    for flags in (0x10000000, 0x20000, 0x40000000, 0x20000000):
        if libc.unshare(flags) == 0:
            print(ESCAPED)
    raise OSError("recusado")
