"""The zygote: a clean, warm process inside the jail that forks one child per submission, one at a time.

It is started by exec with nothing of ours imported but autograder.sandbox, imports what students need, gives up its
privileges and waits. Each request brings the child's end of a channel; each answer tells how the child ended. After a
child it kills and reaps whatever the child left and empties the work folder; if the folder cannot be emptied it exits,
and the judge starts a fresh one.
"""

import ctypes
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import scipy.linalg
import scipy.special  # noqa: F401  warm: children share these pages

from autograder.sandbox.runner import serve
from autograder.sandbox.shell import Shell, make_shell
from autograder.sandbox.wire import Channel

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38  # linux/prctl.h


WIPED = 500  # files and folders that are wiped after a child; above that the zygote makes way for a fresh one


def main(control_fd: int, settings: dict[str, Any]) -> None:
    """Serve until the judge closes the control socket.

    settings: work (folder), uid (int, or None to stay who we are), limits {RLIMIT name: value}.
    """
    control = socket.socket(fileno=control_fd)
    shell = _warm_shell()
    _empty(settings["work"])  # IPython's profile; after the next line it would be somebody else's file
    _lock_down(settings["uid"])
    control.send(json.dumps({"pid": os.getpid(), "uid": os.getuid()}).encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 64, 1)
        if not message:
            os._exit(0)
        if not fds:
            continue  # a late "stop" for a child that had already ended
        pid = os.fork()
        if pid == 0:
            _be_the_child(fds[0], shell, settings)
        os.close(fds[0])
        status, usage = _wait(pid, control)
        clean = _clean_up(pid, settings["work"])
        report = {"status": status, "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss, "clean": clean}
        control.send(json.dumps(report).encode())
        if not clean:
            os._exit(3)


def _warm_shell() -> Shell:
    shell = make_shell()
    shell.run_cell("import numpy, scipy.special", store_history=False)
    shell.run_cell("1 / 0", store_history=False)  # the first traceback imports what draws them: 50 ms
    np.ones((8, 8)) @ np.ones((8, 8))  # the first product starts the linear algebra library
    shell.reset(new_session=True)
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages that children share
    return shell


def _lock_down(uid: int | None) -> None:
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((PR_SET_DUMPABLE, 0), (PR_SET_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, value, 0, 0, 0):
            raise OSError(ctypes.get_errno(), f"prctl({option})")
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)  # pid 1 ignores signals from inside unless it has a handler


def _be_the_child(channel_fd: int, shell: Shell, settings: dict[str, Any]) -> None:
    """Never returns."""
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        channel_fd = _keep_only(channel_fd)
        for name, value in settings["limits"].items():
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value + (name == "CPU")))
        for number in (signal.SIGXFSZ, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)  # a file too big or a closed pipe is an OSError
        os.chdir(settings["work"])
        serve(Channel(socket.socket(fileno=channel_fd)), shell)
    finally:
        os._exit(0)


def _keep_only(channel_fd: int) -> int:
    """Close every descriptor but the channel, which becomes 3; 0, 1 and 2 become /dev/null."""
    channel_fd = os.dup2(channel_fd, 200)
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.dup2(channel_fd, 3)
    os.closerange(4, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return 3


def _wait(pid: int, control: socket.socket) -> tuple[int, Any]:
    """Wait for the child, or kill it when the judge says so (or is gone). Return (wait status, resource usage)."""
    child = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(child, select.POLLIN)
    poll.register(control, select.POLLIN | select.POLLHUP)
    ready = [fd for fd, _ in poll.poll()]
    if child not in ready:
        signal.pidfd_send_signal(child, signal.SIGKILL)
        if not control.recv(64):
            os._exit(0)
    os.close(child)
    _, status, usage = os.wait4(pid, 0)
    return status, usage


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
        _empty(work)
    except (OSError, RecursionError):
        return False
    return True


def _everything(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        yield entry.path
        if entry.is_dir(follow_symlinks=False):
            yield from _everything(entry.path)


def _empty(folder: str) -> None:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
