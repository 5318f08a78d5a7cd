"""Level 3: Landlock rules on files, for hosts that refuse user namespaces. They need no privilege and cannot be undone.

Signals and sockets are left to the seccomp filter, which is there on every kernel; Landlock's own scopes are not.
"""

import os

from landlockpy import AccessFS, Ruleset, abi_version, fs_for_abi, net_for_abi

from autograder.sandbox.shared.zygote_messages import Readable

READ, LIST = AccessFS.READ_FILE, AccessFS.READ_DIR
WRITE = READ | LIST | AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.MAKE_REG | AccessFS.MAKE_DIR
WRITE |= AccessFS.REMOVE_FILE | AccessFS.REMOVE_DIR | AccessFS.REFER
DEVICES = {"/dev/null": READ | AccessFS.WRITE_FILE, "/dev/zero": READ, "/dev/random": READ, "/dev/urandom": READ}


def make_ruleset(readable: Readable, work: str) -> Ruleset:
    """Rules under which a process reads what `readable` names and writes in `work` only.

    Everything that this kernel can watch is watched. Raises OSError where there is no Landlock.
    """
    abi = abi_version()
    if not abi:
        raise OSError("this kernel has no Landlock (Linux 5.13 or later with lsm=landlock), or a container forbids it")
    ruleset = Ruleset(handled_fs=fs_for_abi(abi), handled_net=net_for_abi(abi), best_effort=False)
    for path in readable.trees:
        ruleset.allow_path(path, READ | LIST if os.path.isdir(path) else READ)
    for path in readable.names:
        ruleset.allow_path(path, LIST)
    for path, access in DEVICES.items():
        ruleset.allow_path(path, access)
    ruleset.allow_path(work, WRITE)
    return ruleset
