"""Giving up power: the zygote's for itself, once, and each child's before it runs any student code."""

import ctypes
import os
import resource
import signal
import stat
import struct
from typing import Any

import numpy as np

from autograder.sandbox.shared.prctl import (
    LIBC,
    PID_PLACEHOLDER,
    PR_CAPBSET_DROP,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    end_with_parent,
    prctl,
)
from autograder.sandbox.shared.zygote_messages import Settings

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

CAPABILITIES = 64  # more than there are; unknown ones cannot be dropped and need not be
CHANNEL, FAULT = 3, 201  # a child's descriptors: the judge's, and the zygote's until student code runs
CAPABILITY_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3 of linux/capability.h: two sets of 12 bytes


def lock_down(uid: int | None, work: str) -> None:
    """Make the zygote an ordinary, unreadable process that can gain nothing. uid: whom root becomes. Raises OSError.

    Without namespaces an interpreter in somebody's 0700 home is out of that user's reach. Then root stays root in name,
    without a single capability; what it owns is as far away as any owner's files are at that level.
    """
    if uid is not None:
        for number in range(CAPABILITIES):
            LIBC.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
        os.setgroups([])
        if _reaches(uid, work):
            _become(uid, work)
        if LIBC.capset(struct.pack("Ii", CAPABILITY_VERSION, 0), bytes(24)):
            raise OSError(ctypes.get_errno(), "the capabilities could not be dropped")
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)  # pid 1 ignores signals from inside unless it has a handler


def _reaches(uid: int, work: str) -> bool:
    """Whether a user can read the interpreter and enter the parent of the work folder: found out by trying."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    try:
        os.setresuid(uid, uid, uid)
        os.chdir(os.path.dirname(work))
        for path in (os.__file__, np.__file__):
            os.close(os.open(path, os.O_RDONLY))
        os._exit(0)
    finally:
        os._exit(1)


def _become(uid: int, work: str) -> None:
    if not os.stat(work).st_mode & stat.S_IWOTH:
        os.chown(work, uid, uid)
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def ruleset_of(settings: Settings) -> Any:
    """Landlock's rules, made once by the zygote; None where namespaces (level 4) or nothing (level 0) hide the host's
    files. Raises OSError where the kernel has none."""
    if settings.readable is None:
        return None
    from autograder.sandbox.zygote.landlock import make_ruleset

    return make_ruleset(settings.readable, settings.work)


def confine(channel_fd: int, settings: Settings, ruleset: Any) -> None:
    """Make a fresh child ready for anything: its channel becomes CHANNEL, and FAULT stays open. Raises OSError."""
    os.setsid()
    end_with_parent()
    if ruleset is not None:
        ruleset.restrict(no_new_privs=False)  # they are gone since lock_down
    _keep_only(channel_fd)
    for name, value in settings.limits.items():
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value + (name == "CPU")))
    for number in (signal.SIGXFSZ, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)  # a file too big or a closed pipe is an OSError
    os.chdir(settings.work)
    if settings.program:
        load(bytes.fromhex(settings.program))


def _keep_only(channel_fd: int) -> None:
    """Close every descriptor but the channel and FAULT; 0, 1 and 2 become /dev/null."""
    channel_fd = os.dup2(channel_fd, FAULT - 1)
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.dup2(channel_fd, CHANNEL)
    os.closerange(CHANNEL + 1, FAULT)
    os.closerange(FAULT + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def load(program: bytes) -> None:
    """Put this process under a filter for good, in which PID_PLACEHOLDER stands for it.

    It must have no_new_privs. Raises OSError.
    """
    program = program.replace(struct.pack("I", PID_PLACEHOLDER), struct.pack("I", os.getpid()))
    told = _Program(len(program) // 8, program)
    if LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(told), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel did not take the seccomp filter")
