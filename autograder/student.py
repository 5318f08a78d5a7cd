"""The judge's handle on one submission: runs its cells in a fenced child and calls its functions.

A child that dies (os._exit, a crash in C, a limit) costs only what it was doing: the next call gets a new child, in
which the cell that killed the last one is left out. Bytes from the child are data; every field is checked here.
"""

import inspect
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.checks import Refusal, StudentError, Verdict
from autograder.sandbox.jail import Ending, Sandbox
from autograder.sandbox.wire import Channel, Closed, WireError

CHILDREN = 8  # a submission that kills more processes than this is not given another
CALLBACKS = 10_000  # of provided functions, in one call
STRIKES = 2  # after so many timeouts or deaths in one function it is not called again in the same way
SHOWN_TYPES = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg")


@dataclass(frozen=True)
class Budget:
    """Seconds. CPU limits are strict; wall limits are for code that sleeps, so they can be generous."""

    cell_cpu: float = 10.0
    cell_wall: float = 30.0
    call_cpu: float = 5.0
    call_wall: float = 15.0
    total_wall: float = 180.0
    grace: float = 5.0  # that a child gets to report its own timeout before it is killed


@dataclass(frozen=True)
class Cell:
    """A code cell of a submission: where it stands in the notebook, and its source."""

    index: int
    source: str


@dataclass
class Ran:
    """What a cell showed: nbformat outputs (checked), its number, and whether something was cut or stopped it."""

    outputs: list[dict] = field(default_factory=list)
    count: int | None = None
    cut: bool = False
    stopped: StudentError | None = None


class FencedStudent:
    """One submission behind the fence. Use as a context manager; `run` first, then `call`."""

    def __init__(self, sandbox: Sandbox, cells: Sequence[Cell], budget: Budget | None = None):
        self._sandbox, self._cells, self._budget = sandbox, cells, budget or Budget()
        self._deadline = time.monotonic() + self._budget.total_wall
        self._channel: Channel | None = None
        self._children = 0
        self._fatal: set[int] = set()  # indices of cells that killed their process
        self._last_death = StudentError(Verdict.TIMEOUT, "total")
        self._strikes: dict[tuple[str, bool], list[StudentError]] = {}
        self.ran: dict[int, Ran] = {}

    def __enter__(self) -> "FencedStudent":
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._channel is not None:
            self._end()

    def run(self) -> dict[int, Ran]:
        """Run all cells; return what each showed, by its index in the notebook. Never raises for the student's sake."""
        try:
            self._live_channel()
        except StudentError:
            pass  # each cell that could not run says so
        return self.ran

    def call(
        self, name: str, *args: Any, seed: int | None = None, provide: Mapping[str, Callable] | None = None
    ) -> Any:
        """See `autograder.checks.Student.call`."""
        strikes = self._strikes.setdefault((name, bool(provide)), [])
        if len(strikes) >= STRIKES:
            raise strikes[-1]
        channel = self._live_channel()
        provide = provide or {}
        request = {"op": "call", "name": name, "seed": seed, "provide": list(provide)}
        request |= {"cpu": self._budget.call_cpu, "wall": self._budget.call_wall}
        try:
            return self._converse(channel, request, args, provide)
        except StudentError as error:
            if error.verdict is Verdict.TIMEOUT or self._channel is None:
                strikes.append(error)
            raise

    def _converse(self, channel: Channel, request: dict, args: tuple, provide: Mapping[str, Callable]) -> Any:
        """One call, with the call-backs that it makes."""
        deadline = self._hard_deadline(self._budget.call_wall)
        header, value = self._exchange(channel, request, args, deadline)
        for _ in range(CALLBACKS):
            if header.get("op") == "result":
                return value
            if header.get("op") != "callback":
                raise self._reported(header, request["name"])
            reply, result = _lend(provide, header, value)
            header, value = self._exchange(channel, reply, result, deadline)
        self._end()
        raise StudentError(Verdict.LIMIT, "callbacks", request["name"])

    def _exchange(self, channel: Channel, header: dict, value: Any, deadline: float) -> tuple[dict, Any]:
        """Send one frame and receive one. A child that dies, stalls or babbles is ended: StudentError."""
        try:
            channel.send(header, value, deadline)
            return channel.receive(deadline)
        except TimeoutError:
            self._end()
            self._last_death = StudentError(Verdict.TIMEOUT, "wall")
        except Closed:
            self._last_death = _cause_of_death(self._end())
        except WireError as error:
            self._end()
            self._last_death = StudentError(Verdict.FORBIDDEN, "frame", message=str(error))
        raise self._last_death

    def _reported(self, header: dict, name: str) -> StudentError:
        """The error that the child tells of, in its own words but under our verdict."""
        family, ename = _text(header.get("family"), 20), _text(header.get("ename"), 80)
        message, line = _text(header.get("evalue"), 2000), _text(header.get("line"), 200) or None
        if family == "missing":
            return self._why_missing(name)
        if family == "timeout":
            return StudentError(Verdict.TIMEOUT, "cpu", name, line=line)
        if family in ("memory", "limit"):
            return StudentError(Verdict.LIMIT, family, name, line=line)
        if family == "exception":
            verdict = Verdict.MISSING if ename == "NotImplementedError" else Verdict.CRASH
            return StudentError(verdict, "exception", ename, message, line)
        self._end()
        return StudentError(Verdict.FORBIDDEN, "frame", message="an answer of no known kind")

    def _why_missing(self, name: str) -> StudentError:
        """A function may be missing because the cell that defines it failed: then that is the news."""
        for cell in self._cells:
            if re.search(rf"^\s*(async\s+)?def\s+{re.escape(name)}\b", cell.source, re.MULTILINE):
                ran = self.ran.get(cell.index, Ran())
                if ran.stopped:
                    return ran.stopped
                for output in ran.outputs:
                    if output["output_type"] == "error":
                        return StudentError(Verdict.CRASH, "cell", output["ename"], output["evalue"])
        return StudentError(Verdict.MISSING, "undefined", name)

    def _live_channel(self) -> Channel:
        """The channel of a child in which all cells have run; a new child if the last one died."""
        while self._channel is None:
            if self._children >= CHILDREN or time.monotonic() > self._deadline:
                raise self._last_death
            self._children += 1
            self._channel = self._sandbox.spawn()
            self._run_cells(self._channel)
        return self._channel

    def _run_cells(self, channel: Channel) -> None:
        for cell in self._cells:
            if cell.index in self._fatal:
                continue
            request = {"op": "cell", "source": cell.source}
            request |= {"cpu": self._budget.cell_cpu, "wall": self._budget.cell_wall}
            try:
                deadline = self._hard_deadline(self._budget.cell_wall)
                header, _ = self._exchange(channel, request, None, deadline)
                ran = _checked(header)
            except StudentError as error:
                if self._channel is not None:  # alive, but not to be believed any more
                    self._end()
                self._fatal.add(cell.index)
                self.ran[cell.index] = Ran(stopped=error)
                return
            self.ran.setdefault(cell.index, ran)  # a later child repeats the cells; what the first showed stays

    def _hard_deadline(self, wall: float) -> float:
        latest = time.monotonic() + wall + self._budget.grace
        return min(latest, max(self._deadline, time.monotonic() + self._budget.grace))

    def _end(self) -> Ending:
        channel, self._channel = self._channel, None
        return self._sandbox.end(channel)


def _lend(provide: Mapping[str, Callable], header: dict, value: Any) -> tuple[dict, Any]:
    """Compute a provided function for the child. Its arguments are the student's: the function checks them."""
    function = provide.get(_text(header.get("name"), 200))
    keywords = header.get("keywords")
    if function is None or not isinstance(keywords, list) or not isinstance(value, tuple):
        return {"op": "refuse", "message": "no such function is provided"}, None
    if len(keywords) > len(value) or not all(isinstance(name, str) for name in keywords):
        return {"op": "refuse", "message": "malformed arguments"}, None
    split = len(value) - len(keywords)
    try:
        bound = inspect.signature(function).bind(*value[:split], **dict(zip(keywords, value[split:], strict=True)))
    except TypeError as error:
        return {"op": "refuse", "message": f"{header['name']}: {error}"}, None
    try:
        return {"op": "lend"}, function(*bound.args, **bound.kwargs)
    except Refusal as refusal:
        return {"op": "refuse", "message": str(refusal)}, None


def _cause_of_death(ending: Ending) -> StudentError:
    number = ending.status & 0x7F  # see os.WTERMSIG
    if number in (signal.SIGXCPU, signal.SIGPROF, signal.SIGALRM):
        return StudentError(Verdict.TIMEOUT, "cpu")
    if number == signal.SIGKILL:
        return StudentError(Verdict.LIMIT, "killed")
    if number:
        return StudentError(Verdict.CRASH, "signal", signal.Signals(number).name)
    return StudentError(Verdict.CRASH, "exit", message=str(ending.status >> 8))


def _checked(header: dict) -> Ran:
    """What a child claims that a cell showed, reduced to valid nbformat outputs. Raises StudentError if it is none."""
    outputs, count = header.get("outputs"), header.get("count")
    if (
        header.get("op") != "outputs"
        or not isinstance(outputs, list)
        or type(count) is not int
        or not 0 <= count < 10**6
    ):
        raise StudentError(Verdict.FORBIDDEN, "frame", message="no outputs where a cell's outputs were due")
    checked = [output for output in map(_output, outputs[:1000]) if output is not None]
    stopped = StudentError(Verdict.TIMEOUT, "cpu") if header.get("timed_out") is True else None
    return Ran(checked, count, header.get("cut") is True, stopped)


def _output(raw: Any) -> dict | None:
    kind = raw.get("output_type") if isinstance(raw, dict) else None
    if kind == "stream" and raw.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": raw["name"], "text": _text(raw.get("text"))}
    if kind == "error" and isinstance(raw.get("traceback"), list):
        lines = [_text(line) for line in raw["traceback"][:1000]]
        return {
            "output_type": kind,
            "ename": _text(raw.get("ename"), 80),
            "evalue": _text(raw.get("evalue"), 2000),
            "traceback": lines,
        }
    if kind in ("display_data", "execute_result") and isinstance(raw.get("data"), dict):
        data = {mime: _text(raw["data"][mime]) for mime in SHOWN_TYPES if isinstance(raw["data"].get(mime), str)}
        output = {"output_type": kind, "data": data, "metadata": {}}
        if kind == "execute_result":
            count = raw.get("execution_count")
            output["execution_count"] = count if type(count) is int and 0 <= count < 10**6 else None
        return output
    return None


def _text(value: Any, limit: int = 4 << 20) -> str:
    """A string that can be written as UTF-8; anything else becomes empty."""
    return value[:limit].encode("utf-8", "replace").decode() if isinstance(value, str) else ""
