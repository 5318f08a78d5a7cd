# Leaves a message as locks on a file that the next student sees too.
# reports: nada ficou
# earns: 0 1
import fcntl, os, struct


def f(X, W):
    mine, other = (os.open(os.__file__, os.O_RDONLY) for _ in range(2))
    told = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 4242, 1, 0)
    fcntl.lockf(mine, fcntl.LOCK_SH, 1, 7)
    fcntl.fcntl(mine, 37, told)  # F_OFD_SETLK
    fcntl.flock(mine, fcntl.LOCK_SH)
    for lock in (fcntl.flock, fcntl.lockf):
        try:
            lock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(ESCAPED)
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
    try:
        if fcntl.fcntl(other, 36, asked)[:2] != asked[:2]:  # F_OFD_GETLK
            print(ESCAPED)
    except OSError:
        raise OSError("nada ficou")
