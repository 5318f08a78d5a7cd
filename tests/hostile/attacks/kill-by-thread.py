# tgkill, tkill and queued signals to the judge.
# reports: recusado
# earns: 0 1
import ctypes


def f(X, W):
    libc = ctypes.CDLL(None)
    for number, *arguments in (
        (234, JUDGE, JUDGE, 9),
        (200, JUDGE, 9),
        (129, JUDGE, 9, bytes(128)),
        (131, JUDGE, JUDGE, 9),
    ):
        if libc.syscall(number, *arguments) == 0:
            print(ESCAPED)
    raise OSError("recusado")
