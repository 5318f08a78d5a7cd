# Half an answer, and silence for ever.
# reports: tempo permitido
# earns: 0 1
# limits: short
import os, signal, struct, time

signal.signal(signal.SIGALRM, signal.SIG_IGN)


def f(X, W):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    os.write(3, struct.pack("!I", 100) + b"x")
    while True:
        time.sleep(10)
