"""Which mistakes reproduce a wrong answer exactly. Never names a cause that was not matched.

The bank of known slips is searched by value for what the answer gives for one input; what is found there must reproduce
the answer on all the other inputs too, and must not be right on all of them. The smallest combinations win, all that
fit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.judge.memo import cache_key
from autograder.judge.slip_bank import Explanation, bank_of, outputs
from autograder.rubric import Evidence, Failure, close


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
        name = cache_key(failure.evidence) if callable(failure.evidence) else id(failure.evidence)
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
    alike = bank_of(evidence, answered[0]).lookup(evidence.actual[answered[0]], size)
    return tuple(slips for slips in alike if _reproduces(slips, evidence))


def _reproduces(slips: Explanation, evidence: Evidence) -> bool:
    predicted = list(outputs(evidence.predict, slips))
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
