"""What an attack must not touch, and a small rubric that hostile and honest submissions are judged by."""

import ctypes
import fcntl
import hashlib
import os
import re
import socket
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.feedback.outputs import cell_outputs, outputs_of
from autograder.judge.grade import grade
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.rubric import Outcome, as_matrix, check, equals
from tests.conftest import PROJECT

SHORT = Budget(cell_cpu=0.4, cell_wall=1.0, call_cpu=0.4, call_wall=1.0, total_wall=15.0, grace=0.5)
HONEST_F = "def f(X, W): return X @ W"
HONEST_H = "def h(X): return f(X, X.T)"
# What a call prints nobody sees; what it raises is told. The found things that an attack prints are its arguments.
ESCAPED = "(lambda *found: exec(\"raise BaseException('ESC' 'APED')\"))("
LOOK_AROUND = "import os; print('left behind:', sorted(os.listdir('.')))"
LIBC = ctypes.CDLL(None)
F_OFD_SETLK = 37  # linux/fcntl.h
SECRETS = [*(PROJECT / "solutions").rglob("*.py"), *(PROJECT / "source").rglob("*.ipynb")]


@check
def produto(student, rng):
    """Devolve o produto de X e W."""
    X, W = rng.normal(size=(5, 4)), rng.normal(size=(4, 3))
    equals(as_matrix(student.call("f", X, W)), X @ W)


@check
def com_ajuda(student, rng):
    """Devolve o produto de X e da sua transposta, com a função f emprestada."""
    X = rng.normal(size=(5, 4))
    equals(as_matrix(student.call("h", X, provide={"f": lambda X, W: as_matrix(X) @ as_matrix(W)})), X @ X.T)


RUBRIC = [com_ajuda, produto]  # what is lent for the first is asked for in vain in the second


@dataclass(frozen=True)
class Attack:
    """One file of attacks/: what it does, what its feedback must say (a regular expression), what it earns."""

    name: str
    source: str
    reports: str
    earns: dict[str, int]
    budget: Budget

    def cells(self, world: "World") -> list[str]:
        """The submission: the attack, and honest answers to what it does not define."""
        defined = re.findall(r"^def (\w)\(", self.source, re.MULTILINE)
        honest = [code for code in (HONEST_F, HONEST_H) if code[4] not in defined]
        return ["import numpy as np", world.fill_in(self.source), *honest]


def read_attack(path: Path) -> Attack:
    source = path.read_text()
    told = dict(re.findall(r"^# (\w+): (.*)$", source, re.MULTILINE))
    budget = SHORT if told.get("limits") == "short" else Budget()
    points = [int(word) for word in told["earns"].split()]
    earns = dict(zip(("produto", "com_ajuda"), points, strict=True))
    return Attack(path.stem, source, told["reports"], earns, budget)


class World:
    """A course that anybody may read and write, with services that anybody may call: only the fence is in between."""

    def __init__(self, folder: Path):
        folder.chmod(0o777)
        self.folder = folder
        for name in ("solutions/reference.py", "submitted/ana/notebook.ipynb"):
            (folder / name).parent.mkdir(parents=True)
            (folder / name).write_text("secret")
        with closing(sqlite3.connect(folder / "gradebook.db")) as database, database:
            database.execute("create table grade (score real)")
            database.execute("insert into grade values (7.0)")
        for path in folder.rglob("*"):
            path.chmod(0o777)
        self._locked = open(os.__file__, "rb")  # noqa: SIM115  open as long as the world is
        fcntl.flock(self._locked, fcntl.LOCK_SH)
        fcntl.fcntl(self._locked, F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0))
        self._segment = LIBC.shmget(0, 4096, 0o1666)  # IPC_PRIVATE, IPC_CREAT: for everybody to use
        self._services = [socket.create_server(("127.0.0.1", 0))]
        for kind, address in ((1, str(folder / "service")), (2, str(folder / "datagrams")), (1, f"\0{folder}")):
            self._services.append(socket.socket(socket.AF_UNIX, socket.SocketKind(kind)))
            self._services[-1].bind(address)
        for service in self._services:
            service.setblocking(False)
            if service.type == socket.SOCK_STREAM:
                service.listen()

    def fill_in(self, source: str) -> str:
        """The attack's source with the addresses of this world."""
        places = {"WORLD": str(self.folder), "PROJECT": str(PROJECT), "ABSTRACT": f"\0{self.folder}"}
        places["LOCKED"] = self._locked.name
        places |= {"SEGMENT": self._segment, "JUDGE": os.getpid(), "PORT": self._services[0].getsockname()[1]}
        values = {name: repr(place) for name, place in places.items()}
        source = re.sub(rf"\b({'|'.join(values)})\b", lambda found: values[found[0]], source)
        return re.sub(r"print\(\s*ESCAPED\b,?", ESCAPED, source)

    def state(self) -> list[tuple]:
        """Every byte, mode and time of what must not change."""
        paths = [*SECRETS, *self.folder.rglob("*")]
        return sorted((str(path), *_state(path)) for path in paths)

    def visitors(self) -> list[str]:
        """The services that somebody reached."""
        return [str(service.getsockname()) for service in self._services if _visited(service)]

    def close(self) -> None:
        assert LIBC.shmctl(self._segment, 0, None) == 0, "somebody removed it"
        self._locked.close()
        for service in self._services:
            service.close()


def _state(path: Path) -> tuple:
    about = path.lstat()
    data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return about.st_mode, about.st_uid, about.st_nlink, about.st_mtime_ns, data


def _visited(service: socket.socket) -> bool:
    try:
        if service.type == socket.SOCK_DGRAM:
            service.recv(1)
        else:
            service.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def submit(sandbox, sources: list[str], budget: Budget | None = None) -> tuple[list[Outcome], str]:
    """Judge a submission; return its outcomes and everything that its feedback shows, as plain text."""
    cells = [Cell(index, source) for index, source in enumerate(sources)]
    with FencedStudent(sandbox, cells, budget) as student:
        ran = student.run()
        outcomes = grade(student, RUBRIC, seed=11)
    shown = [cell_outputs(told.outputs, told.cut, told.stopped) for told in ran.values()]
    shown += [outputs_of(outcome, 1.0) for outcome in outcomes]
    return outcomes, "\n".join(_text(output) for outputs in shown for output in outputs)


def _text(output: dict) -> str:
    data = output.get("data", {})
    return "\n".join([output.get("text", ""), output.get("evalue", ""), str(data.get("text/plain", ""))])
