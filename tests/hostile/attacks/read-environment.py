# The environments of the judge and of everybody else.
# reports: recusado
# earns: 0 1
import os


def f(X, W):
    for path in (
        f"/proc/{JUDGE}/environ",
        f"/proc/{JUDGE}/cmdline",
        f"/proc/{os.getppid()}/environ",
        "/proc/self/environ",
    ):
        try:
            print(ESCAPED, open(path, "rb").read())
        except OSError:
            pass
    raise OSError("recusado")
