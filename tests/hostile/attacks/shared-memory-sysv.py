# A System V segment that outlives the process.
# reports: Segmento recusado
# earns: 0 1
import ctypes


def f(X, W):
    if ctypes.CDLL(None).shmget(4711, 2**20, 0o1666) >= 0:
        print(ESCAPED)
    raise OSError("Segmento recusado")
