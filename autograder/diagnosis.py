"""Which mistakes reproduce a wrong answer exactly. Never names a cause that was not matched.

A bank holds what every combination of slips gives for one of the secret inputs. It is filled level by level, only as
far as it is needed, once for the inputs of a run, and searched by value; what is found there must reproduce the answer
on all the other inputs too, and must not be right on all of them. The smallest combinations win, all that fit.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from typing import Any

import numpy as np

from autograder.checks import Evidence, Failure, Slip, agree, close
from autograder.remembered import key

Explanation = tuple[Slip, ...]
Outputs = Iterable[np.ndarray | None]
BANKS = 32  # that are kept: a run needs one for each reading of a question and each way to run an answer


class Diagnoses:
    """What explains the failures of one student. Checks of one question share their evidence, and so its diagnosis."""

    def __init__(self):
        self._evidence: dict[Any, Evidence | None] = {}
        self._found: dict[tuple[Any, int], tuple[Explanation, ...]] = {}

    def of(self, failures: Sequence[Failure]) -> list[tuple[Failure, tuple[Explanation, ...]]]:
        """The failures that the fewest slips explain, each with all that explain it; empty when nothing does."""
        asked = [(failure, *self._known(failure)) for failure in failures]
        largest = max((evidence.together for _, _, evidence in asked if evidence), default=0)
        for size in range(1, largest + 1):
            found = [(failure, self._search(name, evidence, size)) for failure, name, evidence in asked if evidence]
            if any(explanations for _, explanations in found):
                return [(failure, explanations) for failure, explanations in found if explanations]
        return []

    def _known(self, failure: Failure) -> tuple[Any, Evidence | None]:
        """The evidence of a failure, asked for once, and what it is known by."""
        name = key(failure.evidence) if callable(failure.evidence) else id(failure.evidence)
        if name not in self._evidence:
            self._evidence[name] = failure.evidence() if callable(failure.evidence) else failure.evidence
        return name, self._evidence[name]

    def _search(self, name: Any, evidence: Evidence, size: int) -> tuple[Explanation, ...]:
        if (name, size) not in self._found:
            self._found[name, size] = diagnose(evidence, size) if size <= evidence.together else ()
        return self._found[name, size]


def diagnose(evidence: Evidence, size: int) -> tuple[Explanation, ...]:
    """The combinations of `size` slips that each reproduce all of `evidence`."""
    answered = [index for index, output in enumerate(evidence.actual) if output is not None]
    if not answered:
        return ()
    names = tuple(slip.name for slip in evidence.slips)
    first = evidence.first or partial(_each, evidence.predict, answered[0])
    bank = _bank(_Source((key(first), names), first, evidence.slips))
    alike = bank.like(evidence.actual[answered[0]], size)
    return tuple(slips for slips in alike if _reproduces(slips, evidence))


def compatible(slips: Sequence[Slip], size: int, taken: Set[str] = frozenset()) -> Iterator[Explanation]:
    """The combinations of `size` slips in which no two set the same switch, nor one that is taken."""
    if size == 0:
        yield ()
        return
    for index, slip in enumerate(slips, 1):
        if taken.isdisjoint(slip.switches):
            for others in compatible(slips[index:], size - 1, {*taken, *slip.switches}):
                yield slip, *others


@dataclass(frozen=True)
class _Source:
    """What a bank is made from; equal sources share one."""

    key: Any
    predict: Callable[[Sequence[Explanation]], Sequence[np.ndarray | None]] = field(compare=False)
    slips: Sequence[Slip] = field(compare=False)


class Bank:
    """What every combination of slips gives for one input, by size of the combination."""

    def __init__(self, source: _Source):
        self._source = source
        self._levels: dict[int, dict[tuple[int, ...], tuple[np.ndarray, list[Explanation]]]] = {}

    def like(self, output: np.ndarray, size: int) -> list[Explanation]:
        """The combinations of `size` slips that give `output` for this bank's input."""
        if size not in self._levels:
            self._levels[size] = self._level(size)
        predicted, names = self._levels[size].get(output.shape, (np.empty((0, output.size)), []))
        alike = np.arange(len(names))
        for columns in (slice(0, 1), slice(1, None)):  # the first number rules nearly all of them out
            near = agree(output.ravel()[columns], predicted[alike, columns])  # (combinations, numbers)
            alike = alike[near.all(axis=1)]
        return [names[found] for found in alike]

    def _level(self, size: int) -> dict[tuple[int, ...], tuple[np.ndarray, list[Explanation]]]:
        """Outputs, one a row, and the combinations that gave them, by shape of the output."""
        by_shape: dict[tuple[int, ...], tuple[list[np.ndarray], list[Explanation]]] = {}
        with _no_collector():
            combinations = list(compatible(self._source.slips, size))
            predicted = self._source.predict(combinations)
        for slips, output in zip(combinations, predicted, strict=True):
            if output is not None:
                outputs, names = by_shape.setdefault(output.shape, ([], []))
                outputs.append(output.ravel())
                names.append(slips)
        return {shape: (np.array(outputs), names) for shape, (outputs, names) in by_shape.items()}


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the garbage collector, which would go through a growing heap of new objects again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_bank = lru_cache(maxsize=BANKS)(Bank)


def _each(predict: Callable[..., Outputs], index: int, combinations: Sequence[Explanation]) -> list[np.ndarray | None]:
    """What each combination gives for one of the inputs."""
    return [next(islice(_outputs(predict, slips), index, None), None) for slips in combinations]


def _outputs(predict: Callable[..., Outputs], slips: Explanation) -> Iterator[np.ndarray | None]:
    """The predictions up to the first that does not exist for inputs of these shapes."""
    try:
        yield from predict(*slips)
    except ValueError:
        return


def _reproduces(slips: Explanation, evidence: Evidence) -> bool:
    predicted = list(_outputs(evidence.predict, slips))
    return _same(evidence.actual, predicted) and not _same(evidence.right, predicted) and _says_something(predicted)


def _says_something(outputs: Sequence[np.ndarray | None]) -> bool:
    """Whether any output is more than zeros, which follow from many mistakes together and are the work of none."""
    return any(output is not None and not close(output, np.zeros_like(output)) for output in outputs)


def _same(some: Sequence[np.ndarray | None], others: Sequence[np.ndarray | None]) -> bool:
    """Whether all are close, and the missing ones the same."""
    return len(some) == len(others) and all(
        one is other if one is None or other is None else close(one, other)
        for one, other in zip(some, others, strict=True)
    )
