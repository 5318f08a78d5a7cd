"""The zygote: a clean, warm process inside the jail that forks one child per submission, one at a time.

It is started by exec with nothing of ours imported but autograder.sandbox, imports what students need, gives up its
privileges and waits. Each request brings the child's end of a channel; each answer tells how the child ended. After a
child it kills and reaps whatever the child left and empties the work folder; if the folder cannot be emptied it exits,
and the judge starts a fresh one.
"""

import os
import select
import signal
import socket
from collections.abc import Iterator
from itertools import islice
from typing import Any

from autograder.sandbox.guest.runner import Child
from autograder.sandbox.guest.shell.shell import Shell
from autograder.sandbox.shared.channel import Channel
from autograder.sandbox.shared.records import pack, parse
from autograder.sandbox.shared.sweep import wipe
from autograder.sandbox.shared.zygote_messages import (
    FAULT_LIMIT,
    PACKET_LIMIT,
    SETTINGS_LIMIT,
    ChildEnded,
    ForkChild,
    KillChild,
    Ready,
    Settings,
)
from autograder.sandbox.zygote.confine import CHANNEL, FAULT, confine, lock_down, ruleset_of
from autograder.sandbox.zygote.preload import load, warm_shell

MAX_WIPED_FILES = 500  # files and folders that are wiped after a child; above that the zygote makes way for a fresh one
DISK_POLL_SECONDS = 0.2  # seconds between two looks at a work folder that no file system bounds
MAX_FILES = 2_000  # files and folders that a child may have there


def main(control_fd: int) -> None:
    """Serve until the judge closes the control socket, on which the settings come first."""
    control = socket.socket(fileno=control_fd)
    settings = parse(control.recv(SETTINGS_LIMIT), Settings)
    shell = warm_shell()
    wipe(settings.work)  # IPython's profile; after lock_down it would be somebody else's file
    lock_down(settings.uid, settings.work)
    ruleset = ruleset_of(settings)
    control.send(pack(Ready()))
    while True:
        message, fds, _, _ = socket.recv_fds(control, PACKET_LIMIT, 1)
        if not message:
            os._exit(0)
        request = parse(message, ForkChild, KillChild)
        if isinstance(request, KillChild):
            continue  # too late: the child had already ended
        if load(request.libraries):
            wipe(settings.work)  # caches: children make their own
        report = _one_child(fds[0], control, shell, settings, ruleset)
        control.send(pack(report))
        if not report.clean:
            os._exit(3)


def _one_child(channel_fd: int, control: socket.socket, shell: Shell, settings: Settings, ruleset: Any) -> ChildEnded:
    """Fork a child, wait for its end, clean up after it."""
    fault, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_the_child(channel_fd, told, shell, settings, ruleset)
    os.close(channel_fd)
    os.close(told)
    status, usage = _wait(pid, control, settings.work, settings.disk)
    clean = _clean_up(pid, settings.work)
    error = os.read(fault, FAULT_LIMIT).decode(errors="replace")
    os.close(fault)
    return ChildEnded(status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, clean, error)


def _be_the_child(channel_fd: int, fault_fd: int, shell: Shell, settings: Settings, ruleset: Any) -> None:
    """Never returns. What fails before student code runs is told to the zygote: it is no fault of the student's."""
    try:
        os.dup2(fault_fd, FAULT)
        try:
            confine(channel_fd, settings, ruleset)
        except BaseException as error:
            os.write(FAULT, repr(error).encode()[:FAULT_LIMIT])
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
    pause = None if disk is None else DISK_POLL_SECONDS * 1000
    while not (ready := [fd for fd, _ in poll.poll(pause)]):
        if _too_full(work, disk):
            break
    if child not in ready:
        signal.pidfd_send_signal(child, signal.SIGKILL)
        if ready and not control.recv(PACKET_LIMIT):
            os._exit(0)
    os.close(child)
    _, status, usage = os.wait4(pid, 0)
    return status, usage


def _too_full(work: str, most: int) -> bool:
    """Whether a folder holds more than `most` bytes or MAX_FILES files, or something that cannot be looked at."""
    total = 0
    try:
        for count, path in enumerate(_everything(work)):
            total += os.lstat(path).st_blocks * 512  # the unit of stat(2), whatever the disk's is
            if total > most or count >= MAX_FILES:
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
        if sum(1 for _ in islice(_everything(work), MAX_WIPED_FILES)) == MAX_WIPED_FILES:
            return False  # a fresh jail is quicker than wiping, and cannot be made to take long
        wipe(work)
    except (OSError, RecursionError):
        return False
    return True


def _everything(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        yield entry.path
        if entry.is_dir(follow_symlinks=False):
            yield from _everything(entry.path)
