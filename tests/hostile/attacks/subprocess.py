# Starts a shell.
# reports: Error
# earns: 0 1
import subprocess


def f(X, W):
    print(ESCAPED, subprocess.run(["/bin/sh", "-c", "id"], capture_output=True).stdout)
