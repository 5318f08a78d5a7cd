"""Other people's machines: what their kernels and containers refuse, refused here by a filter of our own.

`run_on` runs Python in a process in which those system calls fail as they do there.
"""

import os
import subprocess
import sys

from tests.conftest import PROJECT

PRELUDE = """
import ctypes, errno, os
from autograder.jail import seccomp as filter
from autograder.sandbox.zygote.confine import load
given = {kept!r}
filter.NUMBERS.update({{name: (number, number) for name, number in given.items()}})
filter.KNOWN_NEW += tuple(given)
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag of linux/sched.h
refused = dict.fromkeys(("unshare", "setns", "mount", "umount2", "pivot_root"), (errno.EPERM,))
refused["clone"] = (0, NEW_NAMESPACES, (0,), errno.EPERM)
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
load(filter.compile_rules(refused))
"""
PROCESSES = {"pidfd_send_signal": 424, "pidfd_open": 434, "openat2": 437}
LANDLOCK = {"landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446}
HOSTS = {"no namespaces": PROCESSES | LANDLOCK, "no namespaces, no Landlock": PROCESSES}


def run_on(host: str, code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` on a host of HOSTS."""
    source = PRELUDE.format(kept=HOSTS[host]) + code
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", source], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
