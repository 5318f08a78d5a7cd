# Folders deeper than any path may be long.
# reports: OSError|usar recursos demais|tempo permitido|fundo
# earns: 0 1
import os


def f(X, W):
    for _ in range(2_500):
        os.mkdir("f")
        os.chdir("f")
    raise OSError("fundo")
