"""Names a mistake: the known slips that reproduce a wrong answer exactly. Never a guess.

A slip is named only when it gives the student's output on every secret input, and not the right one on all of them.
When several do, all are named.
"""

from collections.abc import Iterable

import numpy as np

from autograder.checks import Evidence, Slip, close


def diagnose(evidence: Evidence) -> tuple[Slip, ...]:
    """Return the slips that each reproduce all of `evidence`; empty when none does."""
    return tuple(slip for slip in evidence.slips if _reproduces(slip, evidence))


def _reproduces(slip: Slip, evidence: Evidence) -> bool:
    try:
        same = _same(evidence.actual, evidence.predict(slip))
        return same and not _same(evidence.right, evidence.predict(slip))
    except ValueError:  # this slip has no output on inputs of these shapes
        return False


def _same(some: Iterable[np.ndarray], others: Iterable[np.ndarray]) -> bool:
    """Whether all are close; nothing is computed beyond the first pair that is not."""
    return all(close(one, other) for one, other in zip(some, others, strict=True))
