# A POSIX segment under /dev/shm.
# reports: PermissionError|OSError
# earns: 0 1
from multiprocessing.shared_memory import SharedMemory


def f(X, W):
    SharedMemory("autograder-note", create=True, size=4096)
    print(ESCAPED)
