"""What thousands of combinations of slips give for one input, at a fraction of what one after the other would cost.

They have most of their steps in common, so that each step is done once (`Memo`); only the last one is nearly always
another, and is done in a stack for all combinations that end alike (`finish_all`).
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.rubric.slips import or_impossible

Matrix = np.ndarray
Apply = Callable[..., Any]  # how a function is called: `directly`, or through a `Memo`
Prepared = tuple[Callable[..., Matrix], tuple[Matrix, ...]]  # a last step, which takes leading axes, and its matrices


def directly(function: Callable, *arguments: Any) -> Any:
    """The function's value."""
    return function(*arguments)


class Memo:
    """Calls a function with the very same arguments only once. Nobody may change a matrix."""

    def __init__(self) -> None:
        self._results: dict[tuple, tuple[Any, tuple]] = {}

    def __call__(self, function: Callable, *arguments: Any) -> Any:
        """The function's value, which may be that of an earlier call."""
        asked = (function, *map(id, arguments))
        known = self._results.get(asked)
        if known is None:
            known = self._results[asked] = function(*arguments), arguments  # kept, so that ids stay unique
        return known[0]


def finish(prepared: Prepared) -> Matrix:
    """Take the last step."""
    last, matrices = prepared
    return last(*matrices)


def finish_all(preparations: Iterable[Callable[[], Prepared]]) -> list[Matrix | None]:
    """What becomes of each preparation, with all last steps that are alike taken in one go; None for a ValueError."""
    prepared = [or_impossible(prepare) for prepare in preparations]
    alike: dict[tuple, list[int]] = {}
    for index, one in enumerate(prepared):
        if one is not None:
            alike.setdefault((one[0], *[matrix.shape for matrix in one[1]]), []).append(index)
    results: list[Matrix | None] = [None] * len(prepared)
    for (last, *_), indices in alike.items():
        stacks = [np.stack(column) for column in zip(*[prepared[index][1] for index in indices], strict=True)]
        found = or_impossible(last, *stacks)  # (combinations, ...)
        for index, output in zip(indices, () if found is None else found, strict=False):
            results[index] = output
    return results
