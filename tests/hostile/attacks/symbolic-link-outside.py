# A link that leads the judge's cleaning astray.
# reports: Error|valores
# earns: 0 1
import os


def f(X, W):
    os.symlink(WORLD, "para-fora")
    print(ESCAPED, os.listdir("para-fora"))
