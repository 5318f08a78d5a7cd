"""What every combination of known slips gives for one input, to be searched by value.

A bank is filled level by level, by size of the combination, and only as far as it is needed: once for the inputs of a
run, by each worker. The banks that nearly every class needs can be filled ahead, in another process: see early.py.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from typing import Any

import numpy as np

from autograder.judge.memo import cache_key
from autograder.rubric import Slip, Symptoms, agree, scale_of

Combination = tuple[Slip, ...]
Level = Mapping[tuple[int, ...], tuple[np.ndarray, np.ndarray]]  # by shape: outputs, one a row, and whose they are
KEPT = 32  # banks: a run needs one for each reading of a question and each way to run an answer


@dataclass(frozen=True)
class _Source:
    """What a bank is made from; equal sources share one."""

    key: Any
    predict: Callable[[Sequence[Combination]], Sequence[np.ndarray | None]] = field(compare=False)
    slips: Sequence[Slip] = field(compare=False)


class SlipBank:
    """What every combination of slips gives for one input, by size of the combination."""

    def __init__(self, source: _Source):
        self._source = source
        self.levels: dict[int, Level] = {}
        self._of_size: dict[int, list[Combination]] = {}

    def lookup(self, output: np.ndarray, size: int) -> list[Combination]:
        """The combinations of `size` slips that give `output` for this bank's input."""
        nothing = np.empty((0, output.size)), np.empty(0, int)
        predicted, whose = self.level(size).get(output.shape, nothing)
        alike, scale = np.arange(len(whose)), scale_of(output)
        for columns in (slice(0, 1), slice(1, None)):  # the first number rules nearly all of them out
            near = agree(output.ravel()[columns], predicted[alike, columns], scale=scale)  # (combinations, numbers)
            alike = alike[near.all(axis=1)]
        if not len(alike):
            return []
        combinations = self._combinations(size)
        return [combinations[index] for index in whose[alike]]

    def level(self, size: int) -> Level:
        """The outputs of all combinations of `size` slips, and their indices among those."""
        if size not in self.levels:
            self.levels[size] = self._filled(size)
        return self.levels[size]

    def _combinations(self, size: int) -> list[Combination]:
        if size not in self._of_size:
            self._of_size[size] = list(compatible(self._source.slips, size))
        return self._of_size[size]

    def _filled(self, size: int) -> Level:
        with _no_collector(), np.errstate(all="ignore"):  # some slips overflow; nan and inf are like no answer
            predicted = self._source.predict(self._combinations(size))
        by_shape: dict[tuple[int, ...], tuple[list[np.ndarray], list[int]]] = {}
        for index, output in enumerate(predicted):
            if output is not None:
                outputs, whose = by_shape.setdefault(output.shape, ([], []))
                outputs.append(output.ravel())
                whose.append(index)
        return {shape: (np.array(outputs), np.array(whose)) for shape, (outputs, whose) in by_shape.items()}


def bank_of(symptoms: Symptoms, index: int = 0) -> SlipBank:
    """The bank of some symptoms, made once. index: of the input that it is for, where there is no `predict_many`."""
    predict_many = symptoms.predict_many or partial(_each, symptoms.predict, index)
    key = cache_key(predict_many), tuple(slip.name for slip in symptoms.slips)
    return _bank(_Source(key, predict_many, symptoms.slips))


_bank = lru_cache(maxsize=KEPT)(SlipBank)


def compatible(slips: Sequence[Slip], size: int, taken: Set[str] = frozenset()) -> Iterator[Combination]:
    """The combinations of `size` slips in which no two set the same switch, nor one that is taken."""
    if size == 0:
        yield ()
        return
    for index, slip in enumerate(slips, 1):
        if taken.isdisjoint(slip.switches):
            for others in compatible(slips[index:], size - 1, {*taken, *slip.switches}):
                yield slip, *others


def outputs(predict: Callable[..., Any], slips: Combination) -> Iterator[np.ndarray | None]:
    """The predictions up to the first that does not exist for inputs of these shapes."""
    try:
        yield from predict(*slips)
    except ValueError:
        return


def _each(predict: Callable[..., Any], index: int, combinations: Sequence[Combination]) -> list[np.ndarray | None]:
    """What each combination gives for one of the inputs."""
    return [next(islice(outputs(predict, slips), index, None), None) for slips in combinations]


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
