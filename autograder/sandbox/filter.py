"""A seccomp filter for the whole jail, as bytes for `bwrap --seccomp`: calls that could leave something behind.

System V IPC and kernel keyrings outlive a process and have no file that could be wiped, so that one student could leave
a note there for the next; the others are tools of escapes that honest numerical code never needs. Numbers from the
kernel's asm/unistd.h; format from linux/filter.h and linux/seccomp.h.
"""

import errno
import platform
import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_* of linux/audit.h
DENIED = {  # name: (x86_64, aarch64)
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = (
    0x20,
    0x15,
    0x35,
    0x06,
)  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000  # SECCOMP_RET_*
X32 = 0x40000000  # numbers from here on are a second way to make the same calls on x86_64


def filter_program(machine: str = platform.machine()) -> bytes:
    """The compiled filter. Raises KeyError for a machine whose numbers are not known."""
    architecture = ARCHITECTURES[machine]
    numbers = [both[machine == "aarch64"] for both in DENIED.values()]
    refuse = len(numbers) + 1  # instructions from the first comparison to the refusal
    program = [
        _instruction(LOAD, ARCHITECTURE),
        _instruction(JUMP_EQUAL, architecture, 1, 0),
        _instruction(RETURN, KILL),
        _instruction(LOAD, NUMBER),
        _instruction(JUMP_AT_LEAST, X32, refuse, 0),
        *(_instruction(JUMP_EQUAL, number, refuse - 1 - index, 0) for index, number in enumerate(numbers)),
        _instruction(RETURN, ALLOW),
        _instruction(RETURN, REFUSE),
    ]
    return b"".join(program)


def _instruction(code: int, constant: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, jump_true, jump_false, constant)
