# Watches the course folder for what others do.
# reports: recusado
# earns: 0 1
import ctypes


def f(X, W):
    libc = ctypes.CDLL(None)
    if libc.inotify_add_watch(libc.inotify_init(), WORLD.encode(), 0xFFF) >= 0:
        print(ESCAPED)
    raise OSError("recusado")
