# Truncates a module through a descriptor for reading.
# reports: PermissionError|OSError
# earns: 0 1
import os


def f(X, W):
    os.open(np.__file__, os.O_RDONLY | os.O_TRUNC)
    print(ESCAPED)
