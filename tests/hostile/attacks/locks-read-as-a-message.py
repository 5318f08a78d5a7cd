# Reads the locks that another process holds on a file that both see.
# reports: recusado
# earns: 0 1
import fcntl, struct


def f(X, W):
    with open(LOCKED, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(ESCAPED)
        for command in (fcntl.F_GETLK, 36):  # F_OFD_GETLK
            asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
            try:
                if fcntl.fcntl(file, command, asked) != asked:
                    print(ESCAPED)
            except OSError:
                pass
    raise OSError("recusado")
