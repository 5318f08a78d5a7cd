"""The zygote: a clean, warm process inside the jail that forks one child per submission, one at a time.

It is started by exec with nothing of ours imported but autograder.sandbox, imports what students need, gives up its
privileges and waits. Each request brings the child's end of a channel; each answer tells how the child ended. After a
child it kills and reaps whatever the child left and empties the work folder; if the folder cannot be emptied it exits,
and the judge starts a fresh one.
"""

import contextlib
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

import scipy.linalg
import scipy.special  # noqa: F401  warm: children share these pages

from autograder.sandbox.outputs import Stream
from autograder.sandbox.runner import serve
from autograder.sandbox.shell import Shell, make_shell
from autograder.sandbox.wire import Channel

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38  # linux/prctl.h


HUGE_PAGE, MADV_COLLAPSE = 1 << 21, 25  # asm-generic/mman-common.h; since Linux 6.1
REHEARSAL = (  # what notebooks do: what it touches for the first time, no child has to copy or import again
    "import numpy as np\nfrom scipy.special import softmax\nnp.random.seed(0)",
    "def attend(X, query, key, value):\n    Q, K, V = (X @ matrix for matrix in (query, key, value))\n"
    "    return softmax(Q @ K.T / np.sqrt(K.shape[-1]), axis=-1) @ V",
    "A = attend(np.eye(3), *np.random.randn(3, 3, 2))\nprint(A.shape, A.round(3))",
    "A.mean(axis=0), {'std': A.std()}",
    "assert np.allclose(A, 0), 'no'",
)
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
    with contextlib.redirect_stdout(Stream("stdout", shell.outputs)):
        for source in REHEARSAL:
            shell.run_notebook_cell(source)
            shell.outputs.start()
    shell.reset(new_session=True)
    gc.collect()
    _use_huge_pages()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages that children share
    return shell


def _use_huge_pages() -> None:
    """Have the kernel keep our objects in pages of 2 MiB, of which a fork copies fewer; where it cannot, no harm."""
    libc = ctypes.CDLL(None)
    for number in {id(item) // HUGE_PAGE for item in gc.get_objects()}:
        libc.madvise(ctypes.c_void_p(number * HUGE_PAGE), ctypes.c_size_t(HUGE_PAGE), MADV_COLLAPSE)


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
