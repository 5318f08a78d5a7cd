# A regular expression that takes for ever inside C.
# reports: tempo permitido
# earns: 0 1
# limits: short
import re


def f(X, W):
    re.match(r"(a+)+$", "a" * 40 + "b")
