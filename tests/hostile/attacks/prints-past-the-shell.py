# Writes to the descriptors of a terminal.
# reports: Certo
# earns: 1 1
import os, sys

for fd in (1, 2):
    os.write(fd, b"10.0\n" * 10**5)
sys.__stdout__.write("")
