"""The zygote: a clean, warm process inside the jail that forks one child per submission, one at a time.

It is started by exec with nothing of ours imported but autograder.sandbox, imports what students need, gives up its
privileges and waits. Each request brings the child's end of a channel; each answer tells how the child ended. After a
child it kills and reaps whatever the child left and empties the work folder; if the folder cannot be emptied it exits,
and the judge starts a fresh one.
"""

import json
import os
import select
import signal
import socket
from collections.abc import Iterator
from itertools import islice
from typing import Any

from autograder.sandbox.guest.runner import Child
from autograder.sandbox.guest.shell.shell import Shell
from autograder.sandbox.shared.sweep import empty
from autograder.sandbox.shared.wire import Channel
from autograder.sandbox.zygote.confine import CHANNEL, FAULT, Bounds, bounds_of, confine, lock_down
from autograder.sandbox.zygote.preload import load, warm_shell

WIPED = 500  # files and folders that are wiped after a child; above that the zygote makes way for a fresh one
GLANCE = 0.2  # seconds between two looks at a work folder that no file system bounds
FILES = 2_000  # files and folders that a child may have there
FAULT_SIZE = 500  # bytes of an error message


def main(control_fd: int, settings: dict[str, Any]) -> None:
    """Serve until the judge closes the control socket.

    settings: level, work (folder), uid (int, or None to stay who we are), limits {RLIMIT name: value}, readable (for
    Landlock; None at the other levels), disk (bytes that the work folder may hold, where nothing else bounds it).
    """
    control = socket.socket(fileno=control_fd)
    shell = warm_shell()
    empty(settings["work"])  # IPython's profile; after lock_down it would be somebody else's file
    lock_down(settings["uid"], settings["work"])
    bounds = bounds_of(settings)
    control.send(json.dumps({"pid": os.getpid(), "uid": os.getuid()}).encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1024, 1)
        if not message:
            os._exit(0)
        if not fds:
            continue  # a late "stop" for a child that had already ended
        if load(message.decode().split()[1:]):
            empty(settings["work"])  # caches: children make their own
        report = _one_child(fds[0], control, shell, bounds, settings["disk"])
        control.send(json.dumps(report).encode())
        if not report["clean"]:
            os._exit(3)


def _one_child(
    channel_fd: int, control: socket.socket, shell: Shell, bounds: Bounds, disk: int | None
) -> dict[str, Any]:
    """Fork a child, wait for its end, clean up after it; return how it ended, and what went wrong on our side."""
    fault, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_the_child(channel_fd, told, shell, bounds)
    os.close(channel_fd)
    os.close(told)
    status, usage = _wait(pid, control, bounds.work, disk)
    clean = _clean_up(pid, bounds.work)
    error = os.read(fault, FAULT_SIZE).decode(errors="replace")
    os.close(fault)
    cpu = usage.ru_utime + usage.ru_stime
    return {"status": status, "cpu": cpu, "rss": usage.ru_maxrss, "clean": clean, "fault": error}


def _be_the_child(channel_fd: int, fault_fd: int, shell: Shell, bounds: Bounds) -> None:
    """Never returns. What fails before student code runs is told to the zygote: it is no fault of the student's."""
    try:
        os.dup2(fault_fd, FAULT)
        try:
            confine(channel_fd, bounds)
        except BaseException as error:
            os.write(FAULT, repr(error).encode()[:FAULT_SIZE])
            os._exit(1)
        os.close(FAULT)
        Child(Channel(socket.socket(fileno=CHANNEL)), shell).serve()
    finally:
        os._exit(0)


def _wait(pid: int, control: socket.socket, work: str, disk: int | None) -> tuple[int, Any]:
    """Wait for the child, or kill it: when the judge says so (or is gone), or when it fills the disk.

    Return (wait status, resource usage).
    """
    child = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(child, select.POLLIN)
    poll.register(control, select.POLLIN | select.POLLHUP)
    pause = None if disk is None else GLANCE * 1000
    while not (ready := [fd for fd, _ in poll.poll(pause)]):
        if _too_full(work, disk):
            break
    if child not in ready:
        signal.pidfd_send_signal(child, signal.SIGKILL)
        if ready and not control.recv(64):
            os._exit(0)
    os.close(child)
    _, status, usage = os.wait4(pid, 0)
    return status, usage


def _too_full(work: str, most: int) -> bool:
    """Whether a folder holds more than `most` bytes, more than FILES files, or something that cannot be looked at."""
    total = 0
    try:
        for count, path in enumerate(_everything(work)):
            total += os.lstat(path).st_blocks * 512  # the unit of stat(2), whatever the disk's is
            if total > most or count >= FILES:
                return True
    except FileNotFoundError:
        return False  # removed while we looked
    except (OSError, RecursionError):
        return True
    return False


def _clean_up(pid: int, work: str) -> bool:
    """Kill and reap what the child left, empty the work folder. Return whether it is provably empty."""
    try:
        if os.getpid() == 1:  # in our own process namespace: everything else in it, at once, faster than a fork bomb
            os.kill(-1, signal.SIGKILL)
        else:
            os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    try:
        if sum(1 for _ in islice(_everything(work), WIPED)) == WIPED:
            return False  # a fresh jail is quicker than wiping, and cannot be made to take long
        empty(work)
    except (OSError, RecursionError):
        return False
    return True


def _everything(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        yield entry.path
        if entry.is_dir(follow_symlinks=False):
            yield from _everything(entry.path)
