"""The seccomp filter of a child: what honest numerical code never asks of a kernel, refused before the kernel looks.

Namespaces and Landlock decide on files; this decides on everything else: processes, signals, sockets, shared memory
that outlives a process, other processes' memory and limits, and whatever was added to Linux since 2019 (numbers from
424 on), which is there for a child only if it is named here. Format: linux/filter.h and linux/seccomp.h.
"""

import errno
import platform
import struct

from autograder.jail.syscalls import ARCHITECTURES, FIRST_SHARED, NUMBERS
from autograder.sandbox.shared.prctl import PID_PLACEHOLDER

REFUSED = (
    # what would outlive the process, is shared with whoever has the same user, or watches others
    *("shmget", "shmat", "shmctl", "semget", "semop", "semctl", "semtimedop", "msgget", "msgsnd", "msgrcv", "msgctl"),
    *("mq_open", "mq_unlink", "add_key", "request_key", "keyctl"),
    *("inotify_add_watch", "fanotify_init"),
    # memory that no limit counts
    "memfd_create",
    # other processes, and new ones
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "migrate_pages", "move_pages", "setpriority"),
    *("ioprio_set", "sched_setscheduler", "sched_setparam", "sched_setattr"),
    *("clone", "fork", "vfork", "execve", "execveat"),
    # the network and everybody's sockets
    *("socket", "connect", "bind", "listen", "accept", "accept4"),
    # tools of escapes, most of which need privileges that a child does not have
    *("unshare", "setns", "bpf", "perf_event_open", "userfaultfd", "mount", "umount2", "pivot_root", "chroot"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff"),
    *("acct", "syslog", "quotactl", "name_to_handle_at", "open_by_handle_at"),
    # which pages of a file are in memory
    "mincore",
)
# What is in the page cache can be seen by every jail that reads the file: two students could talk. So nobody may ask
# (cachestat is new, and not named), and nobody may fill or empty it but by reading.
ABSENT = ("preadv2", "pwritev2", "io_setup", "io_submit")  # RWF_NOWAIT; whoever calls them can do without (ENOSYS)
PASSED_OVER = ("flock", "fadvise64", "readahead")  # left undone
KNOWN_NEW = ("close_range", "faccessat2", "epoll_pwait2", "futex_waitv")
OWN, OWN_OR_ZERO = "own", "own or zero"  # arguments that are the caller's process id
ALLOWED_IF = {  # name: (index of an argument, mask, values that it may have, errno otherwise)
    "kill": (0, None, OWN, errno.EPERM),
    "tkill": (0, None, OWN, errno.EPERM),  # a child has one thread
    "tgkill": (0, None, OWN, errno.EPERM),
    "rt_sigqueueinfo": (0, None, OWN, errno.EPERM),
    "rt_tgsigqueueinfo": (0, None, OWN, errno.EPERM),
    "prlimit64": (0, None, OWN_OR_ZERO, errno.EPERM),
    "sched_setaffinity": (0, None, OWN_OR_ZERO, errno.EPERM),
    # MADV_NORMAL to MADV_DONTNEED, MADV_FREE to MADV_DOFORK, MADV_HUGEPAGE to MADV_KEEPONFORK: no MADV_PAGEOUT, and no
    # MADV_MERGEABLE, by which processes share pages
    "madvise": (2, None, (*range(5), *range(8, 12), *range(14, 20)), errno.EINVAL),
    "socketpair": (1, 0xF, (1,), errno.EPERM),  # SOCK_STREAM: a datagram socket could be sent to any address
    "prctl": (0, None, (3, 15, 16, 23, 0x53564D41), errno.EPERM),  # names and questions: no way out of PDEATHSIG
    # F_DUPFD to F_SETFL and F_DUPFD_CLOEXEC: no F_SETOWN, which sends signals, no leases, no questions about locks
    "fcntl": (1, None, (*range(5), 1030), errno.EPERM),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    "ioctl": (1, None, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451), errno.ENOTTY),
}
# Locks can be seen by every jail that sees the file: two students could talk. A child is alone with the files that it
# may write, so libraries that lock them (sqlite3, HDF5) are told that they have the lock.
LEFT_UNDONE = {"fcntl": (6, 7, 37, 38)}  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
# What Landlock leaves to others: modes, times, owners and attributes of any file that the user may reach. Copying a
# file asks for the first ones.
UNCHANGED = ("chmod", "fchmod", "fchmodat", "utime", "utimes", "futimesat", "utimensat")
ATTRIBUTES = ("chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr", "fsetxattr", "removexattr")
ATTRIBUTES += ("lremovexattr", "fremovexattr", "truncate")
O_ACCMODE, O_TRUNC = 0o3, 0o1000
TRUNCATING = (O_ACCMODE | O_TRUNC, (0, 1, 2, 3, O_TRUNC | 1, O_TRUNC | 2, O_TRUNC | 3), errno.EPERM)
OPENING = {"open": (1, *TRUNCATING), "openat": (2, *TRUNCATING)}  # before ABI 3 Landlock lets a reader truncate

LOAD, AND = 0x20, 0x54  # BPF_LD|W|ABS, BPF_ALU|AND|K
EQUAL, AT_LEAST, RETURN = 0x15, 0x35, 0x06  # BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; of an argument the low half is read
ALLOW, ERROR, KILL = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_*


Rules = dict[str, tuple]


def child_rules(landlocked: bool, pid: int = PID_PLACEHOLDER) -> Rules:
    """What a child may ask for: name -> (argument, mask, values, errno), or (errno,) for what is refused altogether.

    Values behind the errno are left undone: the child is told that they were done. So is a call whose errno is 0.

    landlocked: no namespaces hide the host's files; then changing what Landlock does not watch is refused, or, where
    honest code does it in passing, left undone (errno 0).
    """
    own = {OWN: (pid,), OWN_OR_ZERO: (0, pid)}
    rules: Rules = {name: (errno.EPERM,) for name in REFUSED}
    rules |= dict.fromkeys(ABSENT, (errno.ENOSYS,)) | dict.fromkeys(PASSED_OVER, (0,))
    for name, (index, mask, values, code) in ALLOWED_IF.items():
        allowed = own.get(values, values) if isinstance(values, str) else values
        rules[name] = (index, mask, allowed, code, *LEFT_UNDONE.get(name, ()))
    if landlocked:
        rules |= {name: (errno.EPERM,) for name in ATTRIBUTES} | dict.fromkeys(UNCHANGED, (0,)) | OPENING
    return rules


def compile_rules(rules: Rules, machine: str = platform.machine()) -> bytes:
    """The filter as instructions for the kernel.

    Raises KeyError for a machine whose numbers are not known.
    """
    architecture, column = ARCHITECTURES[machine], list(ARCHITECTURES).index(machine)
    parts = [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, architecture, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER),
    ]
    for name, rule in rules.items():
        number = NUMBERS[name][column]
        parts += [] if number is None else _block(number, _decision(*rule))
    for name in KNOWN_NEW:
        parts += _block(NUMBERS[name][column], [_step(RETURN, ALLOW)])
    parts += [_step(AT_LEAST, FIRST_SHARED, 0, 1), _step(RETURN, ERROR | errno.ENOSYS), _step(RETURN, ALLOW)]
    return b"".join(parts)


def _block(number: int, decision: list[bytes]) -> list[bytes]:
    return [_step(EQUAL, number, 0, len(decision)), *decision]


def _decision(*rule: object) -> list[bytes]:
    """Instructions that end in a verdict on one call."""
    if len(rule) == 1:
        return [_step(RETURN, ERROR | rule[0])]
    index, mask, allowed, code, *undone = rule
    steps = [_step(LOAD, ARGUMENTS + 8 * index)] + ([] if mask is None else [_step(AND, mask)])
    verdicts = [ERROR | code, ALLOW, ERROR]  # for all other values, for those allowed, for those left undone
    known = [*((value, 1) for value in allowed), *((value, 2) for value in undone)]
    for position, (value, verdict) in enumerate(known):
        steps.append(_step(EQUAL, value, len(known) - position - 1 + verdict, 0))
    return steps + [_step(RETURN, verdict) for verdict in verdicts]


def _step(code: int, constant: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, jump_true, jump_false, constant)
