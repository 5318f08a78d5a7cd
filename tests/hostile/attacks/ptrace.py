# Attaches to the judge and to the zygote as a debugger.
# reports: recusado
# earns: 0 1
import ctypes, os


def f(X, W):
    libc = ctypes.CDLL(None)
    for pid in (JUDGE, os.getppid()):
        for request in (16, 0x4206):
            if libc.ptrace(request, pid, 0, 0) == 0:
                print(ESCAPED)
    raise OSError("recusado")
