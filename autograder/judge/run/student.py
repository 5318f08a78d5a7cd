"""The judge's handle on one submission: runs its cells in a fenced child and calls its functions.

A child that dies (os._exit, a crash in C, a limit) costs only what it was doing: the next call gets a new child, in
which the cell that killed the last one is left out. Bytes from the child are data; every field is checked here. Files
beside the notebook go into every child; what student code makes of them never comes back.
"""

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.jail.errors import SandboxError
from autograder.jail.jail import LIBRARIES, Sandbox
from autograder.judge.run.callbacks import answer_callback
from autograder.judge.run.cell_outputs import CellResult
from autograder.judge.run.cells import Cells
from autograder.judge.run.clock import Clock
from autograder.judge.run.conversation import Conversation
from autograder.judge.run.failures import blame_import, reported_error, why_missing
from autograder.judge.run.requests import PIECE, Budget, Cell, script_requests
from autograder.judge.run.work_files import check_files
from autograder.rubric import Call, Invoke, Provided, Step, StudentError, Verdict
from autograder.rubric.steps import Script, first_name, results
from autograder.sandbox.shared.messages import (
    Batch,
    Callback,
    Compared,
    CompareMoment,
    Family,
    ScriptFailed,
    ScriptResults,
    WriteFile,
    Written,
)

CALLBACKS = 1_000  # of provided functions, in one call
ROOM = 1 << 22  # numbers in all answers of a submission, which the judge keeps and compares as float64
MAX_FAILURES_PER_CALL = 2  # after so many timeouts or deaths in one function it is not called again in the same way


class Asker:
    """What a check may ask, as scripts; see `autograder.rubric.Student`."""

    def scripts(self, scripts: Sequence[Script]) -> list[list | StudentError]:
        """The results of each script, up to the first that fails."""
        raise NotImplementedError

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """See `autograder.rubric.Student.call`."""
        [value] = self.perform(Invoke(name, args), seed=seed, provide=provide)
        return value

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """See `autograder.rubric.Student.perform`."""
        [found] = self.scripts([Script(steps, seed, provide)])
        if isinstance(found, StudentError):
            raise found
        return found

    def calls(self, calls: Sequence[Call]) -> list[Any]:
        """The results of calls that are made in one go, up to the first that fails: its StudentError comes last."""
        found = self.scripts([Script([Invoke(call.name, call.args)], call.seed, call.provide) for call in calls])
        return [one if isinstance(one, StudentError) else one[0] for one in found]


@dataclass(eq=False)
class Moment(Asker):
    """The student with the names as they stood at a place in the notebook.

    asked: the names that were called here. same: by such names, whether they would find the same at the end.
    """

    student: "FencedStudent"
    place: int
    asked: set[str] = field(default_factory=set)
    same: dict[frozenset[str], bool] = field(default_factory=dict)

    def scripts(self, scripts: Sequence[Script]) -> list[list | StudentError]:
        """See `Asker.scripts`."""
        self.asked.update(first_name(script.steps) for script in scripts)
        return self.student.scripts(scripts, self.place)


class FencedStudent(Asker):
    """One submission behind the fence. Use as a context manager; `run` first, then `call`: as at the notebook's end.

    files: contents by relative path, put into the work folder of every child before its first cell. answers, lenient:
    see `Cells`. places: for each check, the index in the notebook at which its names count. clock: shared by
    all versions of a submission. Raises ValueError when a file is too large, or its path leads out of the folder.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        cells: Sequence[Cell],
        budget: Budget | None = None,
        files: Mapping[str, bytes] | None = None,
        answers: Collection[int] | None = None,
        places: Mapping[str, int] | None = None,
        clock: Clock | None = None,
        lenient: bool = False,
    ):
        self._clock, self._files, self._places = clock or Clock(budget or Budget()), files or {}, places or {}
        check_files(self._files)
        self._libraries = [name for name in LIBRARIES if any(name in cell.source for cell in cells)]
        self._cells = Cells(cells, answers, self._places.values(), lenient)
        self._talk = Conversation(sandbox, self._clock)
        self._moments: dict[int, Moment] = {}
        self._room = ROOM
        self._failures: dict[tuple, list[StudentError]] = {}  # by name, way of calling it, and place

    def __enter__(self) -> "FencedStudent":
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._talk.alive:
            self._talk.end()
        self._moments.clear()  # they know the student: a circle would keep all of it until the collector comes

    @property
    def ran(self) -> dict[int, CellResult]:
        """What each cell showed, by its index in the notebook."""
        return self._cells.ran

    @property
    def stopped(self) -> bool:
        """Whether a cell that answers need stopped at one of its statements."""
        return self._cells.stopped

    def run(self) -> dict[int, CellResult]:
        """Run all cells; return what each showed. Never raises for the student's sake."""
        try:
            self._live()
        except StudentError:
            pass  # each cell that could not run says so
        return self.ran

    def moments(self, check: str) -> Iterator[Asker]:
        """The student as at the place that counts for a check and, if functions would find other things, at the end."""
        place = self._places.get(check)
        if place is None or self._cells.is_end(place):
            yield self
            return
        here = self._moments.setdefault(place, Moment(self, place))
        yield here
        asked = frozenset(here.asked)
        if asked not in here.same:
            here.same[asked] = self._same_at_the_end(here)
        if not here.same[asked]:
            yield self

    def _same_at_the_end(self, moment: Moment) -> bool:
        budget = self._clock.budget
        deadline = self._clock.deadline(budget.call_wall)
        request = CompareMoment(moment.place, tuple(sorted(moment.asked)), budget.call_cpu, budget.call_wall)
        try:
            self._live()
            self._talk.send(request, deadline)
            return self._talk.receive(Compared, deadline=deadline).same
        except StudentError:
            return True  # there is nobody to ask

    def scripts(self, scripts: Sequence[Script], place: int | None = None) -> list[list | StudentError]:
        """The results of each script, up to the first that fails. place: see `script_requests`."""
        found: list[list | StudentError] = []
        for script in scripts:
            failures = self._failures.setdefault((*script.way, place), [])
            try:
                if len(failures) >= MAX_FAILURES_PER_CALL:
                    return [*found, failures[-1]]
                self._live()
                if not found:
                    budget = self._clock.budget
                    batch = Batch(script_requests(scripts, place, budget))
                    self._talk.send(batch, self._clock.deadline(budget.call_wall))
                found.append(self._results(script))
            except StudentError as error:
                if error.verdict is Verdict.TIMEOUT or not self._talk.alive:
                    failures.append(StudentError(*error.args))  # without what its traceback holds
                return [*found, error]
        return found

    def _results(self, script: Script) -> list:
        """What a script that was asked for gives, after the call-backs that it makes. Raises StudentError."""
        deadline = self._clock.deadline(self._clock.budget.call_wall)
        name, _ = script.way
        for _ in range(CALLBACKS + 1):
            answer = self._talk.receive(Callback, ScriptResults, ScriptFailed, deadline=deadline)
            if isinstance(answer, Callback):
                self._talk.send(answer_callback(script.provide or {}, answer), deadline)
            elif isinstance(answer, ScriptFailed):
                raise self._reported(answer, name)
            elif isinstance(answer.results, list) and len(answer.results) == results(script.steps):
                return self._within_room(answer.results, name)
            else:
                self._talk.end()
                raise StudentError(Verdict.FORBIDDEN, "frame", message="not one result for each step")
        self._talk.end()
        raise StudentError(Verdict.LIMIT, "callbacks", name)

    def _within_room(self, found: list, name: str) -> list:
        """Results that there is room for: they are kept until all is judged. Raises StudentError."""
        size = _numbers_in(found)
        if size > self._room:
            raise StudentError(Verdict.LIMIT, "limit", name)
        self._room -= size
        return found

    def _reported(self, told: ScriptFailed, name: str) -> StudentError:
        """The error that the child tells of."""
        sources = [(cell.index, cell.source) for cell in self._cells.all]
        if told.family is Family.MISSING:
            return why_missing(name, sources, self.ran)
        return blame_import(reported_error(told, name, sources), sources, self.ran)

    def _live(self) -> None:
        """See that there is a child in which all cells have run. Raises StudentError if none can be had."""
        while not self._talk.alive:
            self._talk.begin(self._libraries)
            self._send_files()
            self._cells.run(self._talk)

    def _send_files(self) -> None:
        """Fill the work folder. No student code has run yet, so what goes wrong here is our fault."""
        for name, data in self._files.items():
            for start in range(0, max(1, len(data)), PIECE):
                piece = base64.b64encode(data[start : start + PIECE]).decode()
                deadline = self._clock.deadline(self._clock.budget.cell_wall)
                try:
                    self._talk.send(WriteFile(name, piece), deadline)
                    self._talk.receive(Written, deadline=deadline)
                except StudentError as error:
                    if self._clock.over:
                        raise StudentError(Verdict.TIMEOUT, "total") from None
                    raise SandboxError(f"the file {name} could not be put into the work folder") from error


def _numbers_in(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return sum(map(_numbers_in, value))
    return getattr(value, "size", 1)  # of an array
