"""Two jails at once on one machine: what one student does, the other cannot learn."""

import errno
import time

import pytest

from autograder.jail.levels import open_level
from autograder.sandbox.shared.messages import CellShown, RunCell
from tests.conftest import PROJECT

SECRET = 0b1011_0010
HOLD = f"""
import fcntl, os
held = [os.open(os.__file__, os.O_RDONLY) for _ in range(2)]
for bit in range(8):
    if {SECRET} >> bit & 1:
        fcntl.lockf(held[0], fcntl.LOCK_SH | fcntl.LOCK_NB, 1, bit)
fcntl.flock(held[1], fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held")
"""
READ = """
import fcntl, os, struct
file = os.open(os.__file__, os.O_RDONLY)
def locked(byte):
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, byte, 1, 0)
    try:
        return fcntl.fcntl(file, fcntl.F_GETLK, asked)
    except OSError as error:
        return error.errno
def taken():
    try:
        return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno
answers = [locked(byte) for byte in range(8)], taken()
fcntl.flock(file, fcntl.LOCK_UN)
print(*answers)
"""


def run(channel, source):
    """What a cell prints, or its error."""
    channel.send(RunCell(source, cpu=5.0, wall=30.0))
    shown = channel.receive(CellShown, deadline=time.monotonic() + 60)
    return "".join(output.get("text") or output.get("evalue", "") for output in shown.outputs)


@pytest.fixture
def other_jail(each_sandbox):
    """A second jail at the same level, on the same machine."""
    box = open_level(each_sandbox.level, (PROJECT,))
    yield box
    box.close()


def test_the_locks_that_one_student_holds_are_not_seen_by_another(each_sandbox, other_jail):
    teller, listener = each_sandbox.spawn(), other_jail.spawn()
    try:
        before = run(listener, READ)
        assert run(teller, HOLD) == "held\n"
        assert run(listener, READ) == before == f"{[errno.EPERM] * 8} None\n"
    finally:
        each_sandbox.end(teller)
        other_jail.end(listener)
