"""What is left of a submission's time, over all its versions and all its processes."""

import time

from autograder.judge.run.requests import Budget

SCRATCH = 1 / 3  # of the time for cells: what all cells together get that no answer needs
ALL = 2.0  # times the time for cells: whatever is handed in
CLEAN_UP = 0.2  # of the time for cells: kept back for ending and wiping after a process


class Clock:
    """Cells that answers need have a time of their own, scratch cells another; calls have what is left of all.

    cells, scratch: seconds left. It starts with the first deadline that is asked for.
    """

    def __init__(self, budget: Budget):
        self.budget = budget
        self.cells, self.scratch = budget.total_wall, budget.total_wall * SCRATCH
        self._end: float | None = None

    @property
    def end(self) -> float:
        """When everything ends, in `time.monotonic()` seconds."""
        if self._end is None:
            self._end = time.monotonic() + self.budget.total_wall * (ALL - CLEAN_UP)
        return self._end

    @property
    def over(self) -> bool:
        """Whether the time for everything has passed."""
        return time.monotonic() >= self.end

    def deadline(self, wall: float) -> float:
        """When something that may take `wall` seconds is killed: it gets a little more to say so itself."""
        return min(time.monotonic() + wall + self.budget.grace, self.end)
