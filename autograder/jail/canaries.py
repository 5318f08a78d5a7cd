"""Proof that a jail holds: a real child tries to get out, past decoys that look like what students must not reach."""

import ctypes
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.jail.errors import SandboxError
from autograder.jail.jail import BOOT_SECONDS, Sandbox
from autograder.sandbox.shared.messages import CellShown, RunCell
from autograder.sandbox.shared.wire import WireError

READ_KEY, READ_SIBLING, READ_HIDDEN = "read the answer key", "read a sibling submission", "read the course folder"
WRITE, CHMOD = "write outside", "change the mode of a file outside"
CONTENT, MODE, TIME = b"decoy", 0o666, 1_000_000_000  # open to all: only the jail stands between
SOURCE = """
import ctypes, os, platform, socket
told = {told!r}
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(8)
def libc_call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError
def look(path):
    with open(path, "rb") as file:
        file.read(1)
def signal_judge():
    if told["judge"] in (os.getpid(), os.getppid()):
        raise OSError  # a namespace of its own, in which that number means somebody else
    os.kill(told["judge"], 0)
def read_memory():
    pieces = [(ctypes.c_size_t * 2)(address, 5) for address in (ctypes.addressof(buffer), told["address"])]
    libc_call("process_vm_readv", told["judge"], pieces[0], 1, pieces[1], 1, 0)
def attempt(name, action, *arguments):
    try:
        action(*arguments)
    except OSError:
        return
    print(name)
for name, path in told["files"]:
    attempt(name, look, path)
attempt("list the processes", os.listdir, "/proc/self")
for path in told["written"]:
    try:
        open(path, "w")
    except OSError:
        pass
try:
    os.chmod(told["written"][0], 0o600)
except OSError:
    pass
attempt("connect to the loopback", socket.create_connection, ("127.0.0.1", told["port"]), 1)
attempt("start a process", lambda: os.fork() or os._exit(0))
attempt("signal the judge", signal_judge)
attempt("read the judge's memory", read_memory)
attempt("read the judge's memory", look, "/proc/%d/mem" % told["judge"])
attempt("read the judge's environment", look, "/proc/%d/environ" % told["judge"])
attempt("leave shared memory behind", libc_call, "shmget", 4242, 4096, 0o1600)
attempt("leave a key behind", libc_call, "syscall", {{"x86_64": 250, "aarch64": 219}}[platform.machine()], 0, -4, 1)
attempt("leave a file in /dev/shm", open, "/dev/shm/autograder-canary", "w")
print("DONE")
"""
NAMES = (
    *(READ_KEY, READ_SIBLING, READ_HIDDEN, WRITE, CHMOD, "connect to the loopback", "start a process"),
    *("signal the judge", "read the judge's memory", "read the judge's environment", "list the processes"),
    *("leave shared memory behind", "leave a key behind", "leave a file in /dev/shm"),
)


def prove(sandbox: Sandbox) -> Sandbox:
    """Return the sandbox if every canary stays inside; else close it and raise SandboxError."""
    try:
        escaped = run_canaries(sandbox)
    except BaseException:
        sandbox.close()
        raise
    if escaped:
        sandbox.close()
        raise SandboxError(f"canaries got out of the jail: {', '.join(escaped)}")
    return sandbox


def run_canaries(sandbox: Sandbox) -> list[str]:
    """The names of the canaries that got out. Raises SandboxError if they could not be run."""
    with _decoys() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        key, sibling = folder / "solutions/reference.py", folder / "submitted/ana/notebook.ipynb"
        secret = ctypes.create_string_buffer(CONTENT)
        told = {
            "judge": os.getpid(),
            "address": ctypes.addressof(secret),
            "port": server.getsockname()[1],
            "files": [(READ_KEY, str(key)), (READ_SIBLING, str(sibling))]
            + [(READ_HIDDEN, str(path)) for path in _samples(sandbox.hidden)],
            "written": [str(key), str(key.parent / "new")],
        }
        lines = _run(sandbox, SOURCE.format(told=told))
        if lines[-1:] != ["DONE"]:
            raise SandboxError(f"a canary could not run: {lines[-1:]}")
        lines += [CHMOD] if key.stat().st_mode & 0o777 != MODE else []
        lines += [WRITE] if (key.read_bytes(), key.stat().st_mtime) != (CONTENT, TIME) else []
        lines += [WRITE] if os.listdir(key.parent) != [key.name] else []
    return [name for name in NAMES if name in lines]


def _run(sandbox: Sandbox, source: str) -> list[str]:
    """The lines that one cell prints in a real child."""
    channel = sandbox.spawn()
    try:
        deadline = time.monotonic() + BOOT_SECONDS
        channel.send(RunCell(source, cpu=10.0, wall=30.0), deadline)
        shown = channel.receive(CellShown, deadline=deadline)
        return "".join(output.get("text", output.get("evalue", "")) for output in shown.outputs).splitlines()
    except (WireError, TimeoutError) as error:
        raise SandboxError(f"the canaries could not run: {error!r}") from error
    finally:
        sandbox.end(channel)


@contextmanager
def _decoys() -> Iterator[Path]:
    """A folder with an answer key and a submission that everybody may read and write."""
    with tempfile.TemporaryDirectory(prefix="autograder-canaries-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o777)
        for name in ("solutions/reference.py", "submitted/ana/notebook.ipynb"):
            path = folder / name
            path.parent.mkdir(parents=True)
            path.parent.chmod(0o777)
            path.write_bytes(CONTENT)
            path.chmod(MODE)
            os.utime(path, (TIME, TIME))
        yield folder


def _samples(hidden: tuple[Path, ...]) -> Iterator[Path]:
    """One file of each hidden folder."""
    for folder in hidden:
        path = next((path for path in sorted(folder.glob("*")) if path.is_file()), None)
        if path is not None:
            yield path
