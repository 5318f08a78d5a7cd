"""Runs the cells of a notebook in a child, so that slow scratch cells and leftovers cost nothing but themselves."""

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property, partial

from autograder.judge.run.cell_outputs import CellResult, parse_cell_result, update_displays
from autograder.judge.run.conversation import Conversation
from autograder.judge.run.requests import Cell, Place, cell_requests, first_frame
from autograder.parse.dependencies import needed
from autograder.rubric import StudentError, Verdict
from autograder.sandbox.shared.messages import Batch, CellShown, RunRest

CELL_LIMIT, OUTPUT_LIMIT = 4 << 20, 16 << 20  # characters of outputs that are kept, of one cell and of all
SHORT = 0.05  # seconds of a cell that are not counted: to know what is scratch costs as much


class Cells:
    """The cells of one submission. ran: what each showed, by its index in the notebook.

    answers: indices of the cells that hold answers. They, and what they need, run whatever scratch cells take. None:
    every cell runs as in a notebook, and counts alike. places: indices at which the child keeps how things stand.
    lenient: when a statement of a cell that answers need stops, the others of that cell run all the same. stopped:
    whether there was such a cell.
    """

    def __init__(
        self, cells: Sequence[Cell], answers: Collection[int] | None, places: Collection[int], lenient: bool = False
    ):
        self.all, self._answers, self._lenient = cells, answers, lenient
        self.stopped = False
        self._places = [Place(index) for index in set(places) if not self.is_end(index)]
        self._room = OUTPUT_LIMIT
        self._fatal: set[int] = set()  # indices of cells that killed their process
        self.ran: dict[int, CellResult] = {}

    def run(self, talk: Conversation) -> None:
        """Run them all in the living child. It may die of one, which later children leave out."""
        order = [*self.all, *self._places]
        todo: list[Cell | Place] = sorted(order, key=lambda item: (item.index, isinstance(item, Cell)))
        while todo and talk.alive and talk.clock.cells > 0 and not talk.clock.over:
            todo = [item for item in todo if isinstance(item, Place) or self._may_run(item, talk)]
            batch = first_frame(todo)
            todo = [*self._run(batch, talk), *todo[len(batch) :]]

    @cached_property
    def needed(self) -> Collection[int]:
        """Indices of the cells that hold answers, and of those that they need."""
        return needed({cell.index: cell.source for cell in self.all}, self._answers)

    def is_end(self, place: int) -> bool:
        """Whether no cell stands behind a place."""
        return all(cell.index < place for cell in self.all)

    def _is_scratch(self, cell: Cell) -> bool:
        return self._answers is not None and cell.index not in self.needed

    def _is_mended(self, cell: Cell) -> bool:
        """Whether the other statements of a cell may be run when one of them stops."""
        return self._answers is not None and cell.index in self.needed and not cell.test

    def _may_run(self, cell: Cell, talk: Conversation) -> bool:
        """Whether a cell is to be run; scratch cells that have used up their time are told so."""
        if cell.index in self._fatal:
            return False
        if talk.clock.scratch > 0 or not self._is_scratch(cell):
            return True
        self.ran.setdefault(cell.index, CellResult(stopped=StudentError(Verdict.TIMEOUT, "scratch")))
        return False

    def _wall(self, cell: Cell, talk: Conversation) -> float:
        """Seconds that a cell may take."""
        most = talk.clock.budget.cell_wall
        return min(most, talk.clock.scratch) if talk.clock.scratch < most and self._is_scratch(cell) else most

    def _run(self, batch: Sequence[Cell | Place], talk: Conversation) -> Sequence[Cell | Place]:
        """Run some cells; return those that are still to be run, because one of them failed or took long."""
        budget = talk.clock.budget
        wall, pause = partial(self._wall, talk=talk), self._answers is not None
        try:
            talk.send(Batch(cell_requests(batch, budget.cell_cpu, wall, pause)), talk.clock.deadline(budget.cell_wall))
        except StudentError as error:
            for cell in [item for item in batch if isinstance(item, Cell)][:1]:
                self._blame(cell, error, talk)
            return ()
        for number, item in enumerate(batch, 1):
            if isinstance(item, Cell) and not self._take(item, talk):
                return batch[number:]
        return ()

    def _blame(self, cell: Cell, error: StudentError, talk: Conversation) -> None:
        """Have later children leave out the cell in which this one ended."""
        if talk.alive:  # but not to be believed any more
            talk.end()
        self._fatal.add(cell.index)
        self.ran[cell.index] = CellResult(stopped=error)

    def _take(self, cell: Cell, talk: Conversation) -> bool:
        """Take what a cell showed. Return whether the child goes on with the next one by itself."""
        started = time.monotonic()
        try:
            shown = talk.receive(CellShown, deadline=talk.clock.deadline(self._wall(cell, talk)))
            ran = parse_cell_result(shown)
            if shown.more and self._is_mended(cell):
                self.stopped = True
                ran = self._with_rest(cell, ran, talk) if self._lenient else ran
        except StudentError as error:
            self._blame(cell, error, talk)
            return False
        finally:
            self._count(cell, time.monotonic() - started, talk)
        if cell.index not in self.ran:  # a later child repeats the cells; what the first showed stays
            self.ran[cell.index] = self._within_limits(ran)
            update_displays(self.ran, shown.updates)
        return not shown.ended

    def _with_rest(self, cell: Cell, ran: CellResult, talk: Conversation) -> CellResult:
        """What a cell showed that stopped, and what the rest of it shows."""
        budget = talk.clock.budget
        request = RunRest(cell.index, budget.cell_cpu, budget.cell_wall)
        talk.send(request, talk.clock.deadline(budget.cell_wall))
        rest = parse_cell_result(talk.receive(CellShown, deadline=talk.clock.deadline(budget.cell_wall)))
        return replace(
            rest, outputs=ran.outputs + rest.outputs, stopped=ran.stopped or rest.stopped, cut=ran.cut or rest.cut
        )

    def _count(self, cell: Cell, seconds: float, talk: Conversation) -> None:
        """Take the time of a cell from what is left."""
        if seconds > SHORT and self._is_scratch(cell):
            talk.clock.scratch -= seconds
        else:
            talk.clock.cells -= seconds

    def _within_limits(self, ran: CellResult) -> CellResult:
        """The child cuts outputs itself, but a hostile one need not."""
        size = len(json.dumps(ran.outputs))
        if size > min(CELL_LIMIT, self._room):
            return replace(ran, outputs=[], cut=True)
        self._room -= size
        return ran
