# Reads where nothing is.
# reports: encerrado pelo sinal SIGSEGV
# earns: 0 1
import ctypes


def f(X, W):
    ctypes.string_at(0)
