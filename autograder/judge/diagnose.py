"""Which mistakes reproduce a wrong answer exactly. Never names a cause that was not matched.

The bank of known slips is searched by value for what the answer gives for one input; what is found there must reproduce
the answer on all the other inputs too, and must not be right on all of them. The smallest combinations win, all that
fit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.judge.memo import cache_key
from autograder.judge.slip_bank import Combination, bank_of, outputs
from autograder.rubric import Failure, Symptoms, close


class Diagnoses:
    """What explains the failures of one student. Checks of one question share symptoms, and so a diagnosis."""

    def __init__(self):
        self._symptoms: dict[Any, Symptoms | None] = {}
        self._found: dict[tuple[Any, int], tuple[Combination, ...]] = {}

    def of(self, failures: Sequence[Failure]) -> list[tuple[Failure, tuple[Combination, ...]]]:
        """The failures that the fewest slips explain, each with all that explain it; empty when nothing does."""
        asked = [(failure, *self._known(failure)) for failure in failures]
        largest = max((symptoms.max_slips for _, _, symptoms in asked if symptoms), default=0)
        for size in range(1, largest + 1):
            found = [(failure, self._search(name, symptoms, size)) for failure, name, symptoms in asked if symptoms]
            if any(explanations for _, explanations in found):
                return [(failure, explanations) for failure, explanations in found if explanations]
        return []

    def _known(self, failure: Failure) -> tuple[Any, Symptoms | None]:
        """The symptoms of a failure, asked for once, and what they are known by."""
        symptoms = failure.explanation.symptoms
        name = cache_key(symptoms) if callable(symptoms) else id(symptoms)
        if name not in self._symptoms:
            self._symptoms[name] = symptoms() if callable(symptoms) else symptoms
        return name, self._symptoms[name]

    def _search(self, name: Any, symptoms: Symptoms, size: int) -> tuple[Combination, ...]:
        if (name, size) not in self._found:
            self._found[name, size] = diagnose(symptoms, size) if size <= symptoms.max_slips else ()
        return self._found[name, size]


def diagnose(symptoms: Symptoms, size: int) -> tuple[Combination, ...]:
    """The combinations of `size` slips that each reproduce all of `symptoms`."""
    answered = [index for index, output in enumerate(symptoms.actual) if output is not None]
    if not answered:
        return ()
    alike = bank_of(symptoms, answered[0]).lookup(symptoms.actual[answered[0]], size)
    return tuple(slips for slips in alike if _reproduces(slips, symptoms))


def _reproduces(slips: Combination, symptoms: Symptoms) -> bool:
    predicted = list(outputs(symptoms.predict, slips))
    return _same(symptoms.actual, predicted) and not _same(symptoms.expected, predicted) and _says_something(predicted)


def _says_something(outputs: Sequence[np.ndarray | None]) -> bool:
    """Whether any output is more than zeros, which follow from many mistakes together and are the work of none."""
    return any(output is not None and not close(output, np.zeros_like(output)) for output in outputs)


def _same(some: Sequence[np.ndarray | None], others: Sequence[np.ndarray | None]) -> bool:
    """Whether all are close, and the missing ones the same."""
    return len(some) == len(others) and all(
        one is other if one is None or other is None else close(one, other)
        for one, other in zip(some, others, strict=True)
    )
