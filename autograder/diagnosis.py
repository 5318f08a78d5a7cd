"""Names a mistake: the known slips that reproduce a wrong answer exactly. Never a guess.

A slip is named only when it gives the student's output on every secret input, and not the right one on all of them.
When several do, all are named.
"""

from collections.abc import Sequence

import numpy as np

from autograder.checks import Evidence, Slip, close


def diagnose(evidence: Evidence) -> tuple[Slip, ...]:
    """Return the slips that each reproduce all of `evidence`; empty when none does."""
    return tuple(slip for slip in evidence.slips if _reproduces(slip, evidence))


def _reproduces(slip: Slip, evidence: Evidence) -> bool:
    try:
        predicted = evidence.predict(slip)
    except ValueError:  # this slip has no output on inputs of these shapes
        return False
    return _same(evidence.actual, predicted) and not _same(evidence.right, predicted)


def _same(some: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> bool:
    return all(close(one, other) for one, other in zip(some, others, strict=True))
