"""`doctor`: what fence this machine gives, layer by layer, proved, and what to do about what is missing."""

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from nbgrader.converters.base import NbGraderException

from autograder.course.course import Course
from autograder.course.session import secret_folders
from autograder.jail.advice import advice, this_host
from autograder.jail.bubblewrap import find_bubblewrap, version_of
from autograder.jail.canaries import NAMES, run_canaries
from autograder.jail.errors import SandboxError
from autograder.jail.jail import Sandbox
from autograder.jail.layers import LEVELS
from autograder.jail.syscalls import ARCHITECTURES

WIDTH = 14  # characters of a label


def run(arguments: argparse.Namespace) -> int:
    """Tell what fence this machine gives a course. Return the exit code: 2 where nothing could be graded."""
    try:
        session = Course(arguments.course_dir).session()
    except (NbGraderException, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return tell(session.minimum, tuple(secret_folders(session.course)))


def tell(minimum: int, hidden: tuple[Path, ...]) -> int:
    """Print everything and return the exit code: 0, or 2 where nothing could be graded at `minimum` or better."""
    for label, told in _layers():
        print(f"{label:{WIDTH}} {told}")
    levels = [number for number, level in LEVELS.items() if level.fenced]
    reached = [level for level in levels if _try(level, hidden)]
    if levels[0] not in reached:
        print("", *advice(this_host()), "", sep="\n")
    usable = [level for level in [*reached, 0] if level >= minimum]
    if usable:
        print(f"{'verdict':{WIDTH}} submissions are graded at level {usable[0]} (the minimum configured is {minimum})")
        return 0
    print(f"{'verdict':{WIDTH}} NOTHING CAN BE GRADED HERE: the minimum configured is level {minimum}")
    return 2


def _layers() -> Iterator[tuple[str, str]]:
    host = this_host()
    where = [name for name, is_so in (("container", host.container), ("pod", host.pod)) if is_so]
    user = f"uid {os.getuid()}" if hasattr(os, "getuid") else "no uid"
    yield "host", f"{host.system} {host.release} {platform.machine()} {' '.join(where)}".rstrip()
    yield "python", f"{platform.python_version()}, {user}"
    yield "bubblewrap", _bubblewrap()
    yield "namespaces", "AppArmor keeps them from programs without a profile" if host.restricted else "see level 4"
    yield "Landlock", _landlock()
    known = platform.machine() in ARCHITECTURES
    yield "seccomp", "a filter for this machine is known" if known else "the system call numbers are NOT KNOWN"


def _bubblewrap() -> str:
    try:
        path = find_bubblewrap()
        return f"{version_of(path)} ({path})"
    except SandboxError as error:
        return f"MISSING: {error}"


def _landlock() -> str:
    try:
        from landlockpy import abi_version

        abi = abi_version()
    except (ImportError, OSError) as error:
        return f"MISSING: {error}"
    return f"ABI {abi}" if abi else "MISSING: not in this kernel, or refused by a container"


def _try(level: int, hidden: tuple[Path, ...]) -> bool:
    """Start a level, run the canaries in it, print what came of it. Return whether it holds."""
    started = time.perf_counter()
    print(f"{f'level {level}':{WIDTH}} ", end="")
    try:
        sandbox = Sandbox(level, hidden)
        try:
            escaped = run_canaries(sandbox)
        finally:
            sandbox.close()
    except (SandboxError, OSError) as error:
        print(f"NOT REACHED: {error}")
        return False
    seconds = time.perf_counter() - started
    print(f"{'LEAKS' if escaped else 'reached'}: {LEVELS[level].about} ({seconds:.1f} s)")
    for name in NAMES:
        print(f"{'':{WIDTH}}   {'GOT OUT ' if name in escaped else 'refused '} {name}")
    return not escaped
