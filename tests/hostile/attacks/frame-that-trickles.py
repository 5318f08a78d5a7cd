# Sends an answer one byte at a time.
# reports: tempo permitido
# earns: 0 1
# limits: short
import os, struct, time


def f(X, W):
    os.write(3, struct.pack("!I", 10**6))
    while True:
        os.write(3, b"x")
        time.sleep(0.05)
