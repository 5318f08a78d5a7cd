"""Trusted side of the fence: starts a zygote at one level (see layers.py) and asks it for children."""

import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.jail.bubblewrap import KIT_FOLDER, WORK_FOLDER, bubblewrap_command
from autograder.jail.errors import SandboxError
from autograder.jail.layers import LEVELS
from autograder.jail.seccomp import child_rules, compile_rules
from autograder.jail.visible_paths import readable_paths
from autograder.sandbox.shared.channel import Channel
from autograder.sandbox.shared.records import R, pack, parse
from autograder.sandbox.shared.sweep import wipe
from autograder.sandbox.shared.wire import WireError
from autograder.sandbox.shared.zygote_messages import (
    PACKET_LIMIT,
    ChildEnded,
    ForkChild,
    KillChild,
    Ready,
    Settings,
)

BOOT_SECONDS = 60.0  # a cold import of scipy once took 3.9 s; a busy machine can be ten times slower
STOP_SECONDS = 10.0  # for a zygote to kill, reap and wipe after a child; it gives up by itself far sooner
JAIL_UID = 61236  # in the range that systemd reserves for transient users: owns no file anywhere
WORK_BYTES = 64 << 20
BOOT = (
    "import gc, sys; gc.disable(); sys.path.insert(0, sys.argv[1]); from autograder.sandbox.zygote.zygote import main; "
    "del sys.path[0]; main(int(sys.argv[2]))"
)
LIMITS = {  # setrlimit(2) values for one child; CPU in seconds, the others in bytes or counts
    "CPU": 1200,  # for one child; the judge's clock is stricter, and this ends what outlives the judge
    "AS": 4 << 30,
    "NPROC": 0,  # no new process and no thread
    "FSIZE": 16 << 20,
    "NOFILE": 64,
    "CORE": 0,
    "MSGQUEUE": 0,
    "MEMLOCK": 0,
}

LIBRARIES = ("matplotlib", "pandas", "scipy.linalg")  # slow to import: once in the zygote, when a submission names them


@dataclass
class Sandbox:
    """A zygote in its jail. One child at a time: `spawn`, talk, `end`. Restarts its zygote when it must.

    Threads that share one hold its lock from `spawn` to `end`. missed: why the better levels were not reached.
    """

    level: int
    hidden: tuple[Path, ...] = ()
    limits: dict[str, int] = field(default_factory=lambda: dict(LIMITS))
    missed: tuple[str, ...] = ()

    def __post_init__(self):
        self.lock = threading.Lock()
        self._layers = LEVELS[self.level]
        self._work = ""
        self._start()

    def _start(self) -> None:
        """Start a zygote in a new work folder. Raises SandboxError."""
        if platform.system() != "Linux":
            raise SandboxError(f"{platform.system()} has none of the layers that make a fence")
        self._discard_work()
        self._work = WORK_FOLDER if self._layers.namespaces else tempfile.mkdtemp(prefix="autograder-")
        environment = _environment(self._work)
        jail = bubblewrap_command(WORK_BYTES, environment, self.hidden) if self._layers.namespaces else []
        package_root = KIT_FOLDER if self._layers.namespaces else Path(__file__).parents[2]
        settings = self._settings()
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.send(pack(settings))
        with tempfile.TemporaryFile() as complaints:
            self._process = subprocess.Popen(
                [*jail, sys.executable, "-I", "-B", "-c", BOOT, str(package_root), str(inner.fileno())],
                pass_fds=[inner.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=True,
            )
            inner.close()
            self._control.settimeout(BOOT_SECONDS)
            if self._receive(Ready) is None:
                self.close()
                complaints.seek(0)
                told = complaints.read().decode(errors="replace").strip().splitlines()
                raise SandboxError(told[-1] if told else "the zygote did not start")

    def _settings(self) -> Settings:
        return Settings(
            work=self._work,
            uid=JAIL_UID if self._layers.fenced and os.geteuid() == 0 else None,
            limits=self.limits,
            program=self._program().hex(),
            readable=readable_paths(self.hidden) if self._layers.landlock else None,
            disk=WORK_BYTES if self._layers.landlock else None,
        )

    def _program(self) -> bytes:
        """The system call filter of the children; empty for none. Raises SandboxError."""
        try:
            return compile_rules(child_rules(self._layers.landlock)) if self._layers.fenced else b""
        except KeyError as error:
            raise SandboxError(f"the system calls of this machine are not known: {error}") from None

    def spawn(self, libraries: Iterable[str] = ()) -> Channel:
        """Fork a child and return the judge's end of its channel. Raises SandboxError.

        libraries: names from LIBRARIES that the zygote has ready for this child and all later ones.
        """
        if self._process.poll() is not None:
            self._control.close()
            self._start()
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [pack(ForkChild(tuple(libraries)))], [theirs.fileno()])
        except OSError as error:
            raise SandboxError(f"the zygote is gone: {error}") from error
        finally:
            theirs.close()
        return Channel(ours)

    def end(self, channel: Channel) -> ChildEnded:
        """End the child of `channel`, if it has not ended by itself, and return how it ended.

        Raises SandboxError for a child that could not be fenced in; no student code has run in it.
        """
        channel.close()
        self._control.settimeout(1.0)  # an honest child ends by itself when its channel closes
        ending = self._receive(ChildEnded) or self._stop()
        if ending is None:
            self._process.kill()  # whatever state it is in, the next spawn starts a fresh one
            self._process.wait()
            return ChildEnded(signal.SIGKILL, 0.0, 0, clean=False, fault="")
        if not ending.clean:
            self._process.wait(BOOT_SECONDS)  # it exits by itself; the next spawn starts a fresh one
        if ending.fault:
            raise SandboxError(f"a child could not be fenced in: {ending.fault}")
        return ending

    def _receive(self, kind: type[R]) -> R | None:
        """What the zygote says next; None if it is silent or gone. Raises SandboxError for what is no such message."""
        try:
            packet = self._control.recv(PACKET_LIMIT)
            return parse(packet, kind) if packet else None
        except OSError:
            return None
        except WireError as error:
            raise SandboxError(f"the zygote does not keep to the protocol: {error}") from error

    def _stop(self) -> ChildEnded | None:
        """Have the zygote kill its child; return how that ended, or None if it does not answer."""
        try:
            self._control.send(pack(KillChild()))
        except OSError:
            return None
        self._control.settimeout(STOP_SECONDS)
        return self._receive(ChildEnded)

    def close(self) -> None:
        """End the zygote and everything in its jail."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._discard_work()

    def _discard_work(self) -> None:
        """Remove a work folder of the host, whatever a child made of it: too deep, or closed to its owner."""
        if self._work in ("", WORK_FOLDER):
            return
        try:
            wipe(self._work)
            os.rmdir(self._work)
        except OSError:
            pass  # what is left lies in a temporary folder that nobody uses again

    def __str__(self) -> str:
        return f"sandbox {self._layers}"


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
