"""The judge's handle on one submission: runs its cells in a fenced child and calls its functions.

A child that dies (os._exit, a crash in C, a limit) costs only what it was doing: the next call gets a new child, in
which the cell that killed the last one is left out. Bytes from the child are data; every field is checked here. Files
beside the notebook go into every child; what student code makes of them never comes back.
"""

import base64
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from autograder.breakdown import cause_of_death, told_error, why_missing
from autograder.checks import StudentError, Verdict
from autograder.files import check_files
from autograder.frames import PIECE, Budget, Cell, ask_for_cells, ask_for_scripts, batches
from autograder.lending import lend
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.jail import LIBRARIES, Ending, Sandbox
from autograder.sandbox.wire import Channel, Closed, WireError
from autograder.steps import Call, Invoke, Provided, Script, Step, results
from autograder.transcript import Ran, checked_cell, update_displays

CHILDREN = 8  # a submission that kills more processes than this is not given another
CALLBACKS = 1_000  # of provided functions, in one call
CELL_LIMIT, OUTPUT_LIMIT = 4 << 20, 16 << 20  # characters of outputs that are kept, of one cell and of all
STRIKES = 2  # after so many timeouts or deaths in one function it is not called again in the same way


class FencedStudent:
    """One submission behind the fence. Use as a context manager; `run` first, then `call`.

    files: contents by relative path, put into the work folder of every child before its first cell. Raises ValueError
    when one is too large, or its path leads out of the folder.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        cells: Sequence[Cell],
        budget: Budget | None = None,
        files: Mapping[str, bytes] | None = None,
    ):
        self._sandbox, self._cells, self._budget, self._files = sandbox, cells, budget or Budget(), files or {}
        check_files(self._files)
        self._libraries = [name for name in LIBRARIES if any(name in cell.source for cell in cells)]
        self._deadline = time.monotonic() + self._budget.total_wall
        self._room = OUTPUT_LIMIT
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

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """See `autograder.checks.Student.call`."""
        [value] = self.perform(Invoke(name, args), seed=seed, provide=provide)
        return value

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """See `autograder.checks.Student.perform`."""
        [found] = self._scripts([Script(steps, seed, provide)])
        if isinstance(found, StudentError):
            raise found
        return found

    def calls(self, calls: Sequence[Call]) -> list[Any]:
        """The results of calls that are made in one go, up to the first that fails: its StudentError comes last."""
        found = self._scripts([Script([Invoke(call.name, call.args)], call.seed, call.provide) for call in calls])
        return [one if isinstance(one, StudentError) else one[0] for one in found]

    def _scripts(self, scripts: Sequence[Script]) -> list[list | StudentError]:
        """The results of each script, up to the first that fails."""
        found: list[list | StudentError] = []
        for script in scripts:
            strikes = self._strikes.setdefault(script.way, [])
            try:
                if len(strikes) >= STRIKES:
                    return [*found, strikes[-1]]
                channel = self._live_channel()
                if not found:
                    self._send(
                        channel, *ask_for_scripts(scripts, self._budget), self._hard_deadline(self._budget.call_wall)
                    )
                found.append(self._results(channel, script))
            except StudentError as error:
                if error.verdict is Verdict.TIMEOUT or self._channel is None:
                    strikes.append(error)
                return [*found, error]
        return found

    def _results(self, channel: Channel, script: Script) -> list:
        """What a script that was asked for gives, after the call-backs that it makes. Raises StudentError."""
        deadline = self._hard_deadline(self._budget.call_wall)
        name, _ = script.way
        for _ in range(CALLBACKS + 1):
            header, found = self._receive(channel, deadline)
            if header.get("op") == "callback":
                self._send(channel, *lend(script.provide or {}, header, found), deadline)
            elif header.get("op") != "result":
                raise self._reported(header, name)
            elif isinstance(found, list) and len(found) == results(script.steps):
                return found
            else:
                raise self._reported({}, name)
        self._end()
        raise StudentError(Verdict.LIMIT, "callbacks", name)

    def _send(self, channel: Channel, header: dict, value: Any, deadline: float) -> None:
        with self._ending():
            channel.send(header, value, deadline)

    def _receive(self, channel: Channel, deadline: float) -> tuple[dict, Any]:
        with self._ending():
            return channel.receive(deadline)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Whatever fails on the channel ends the child that died, stalled or babbled: StudentError."""
        try:
            yield
            return
        except TimeoutError:
            self._end()
            self._last_death = StudentError(Verdict.TIMEOUT, "wall")
        except Closed:
            self._last_death = cause_of_death(self._end().status)
        except WireError as error:
            self._end()
            self._last_death = StudentError(Verdict.FORBIDDEN, "frame", message=str(error))
        raise self._last_death

    def _reported(self, header: dict, name: str) -> StudentError:
        """The error that the child tells of; one that tells of none is ended."""
        if header.get("family") == "missing":
            return why_missing(name, ((cell.index, cell.source) for cell in self._cells), self.ran)
        error = told_error(header, name)
        if error is None:
            self._end()
        return error or StudentError(Verdict.FORBIDDEN, "frame", message="an answer of no known kind")

    def _live_channel(self) -> Channel:
        """The channel of a child in which all cells have run; a new child if the last one died."""
        while self._channel is None:
            if self._children >= CHILDREN or time.monotonic() > self._deadline:
                raise self._last_death
            self._children += 1
            self._channel = self._sandbox.spawn(self._libraries)
            self._send_files(self._channel)
            self._run_cells(self._channel)
        return self._channel

    def _send_files(self, channel: Channel) -> None:
        """Fill the work folder. No student code has run yet, so what goes wrong here is our fault."""
        for name, data in self._files.items():
            for start in range(0, max(1, len(data)), PIECE):
                piece = base64.b64encode(data[start : start + PIECE]).decode()
                deadline = self._hard_deadline(self._budget.cell_wall)
                try:
                    self._send(channel, {"op": "file", "path": name, "data": piece}, None, deadline)
                    self._receive(channel, deadline)
                except StudentError as error:
                    raise SandboxError(f"the file {name} could not be put into the work folder") from error

    def _run_cells(self, channel: Channel) -> None:
        for batch in batches(cell for cell in self._cells if cell.index not in self._fatal):
            for cell in batch:
                if time.monotonic() > self._deadline:
                    self._end()
                    return
                try:
                    deadline = self._hard_deadline(self._budget.cell_wall)
                    if cell is batch[0]:
                        self._send(channel, *ask_for_cells(batch, self._budget), deadline)
                    header, _ = self._receive(channel, deadline)
                    ran = checked_cell(header)
                except StudentError as error:
                    if self._channel is not None:  # alive, but not to be believed any more
                        self._end()
                    self._fatal.add(cell.index)
                    self.ran[cell.index] = Ran(stopped=error)
                    return
                if cell.index not in self.ran:  # a later child repeats the cells; what the first showed stays
                    self.ran[cell.index] = self._within_limits(ran)
                    update_displays(self.ran, header.get("updates"))

    def _within_limits(self, ran: Ran) -> Ran:
        """The child cuts outputs itself, but a hostile one need not."""
        size = len(json.dumps(ran.outputs))
        if size > min(CELL_LIMIT, self._room):
            return Ran([], ran.count, True, ran.stopped)
        self._room -= size
        return ran

    def _hard_deadline(self, wall: float) -> float:
        latest = time.monotonic() + wall + self._budget.grace
        return min(latest, max(self._deadline, time.monotonic() + self._budget.grace))

    def _end(self) -> Ending:
        channel, self._channel = self._channel, None
        return self._sandbox.end(channel)
