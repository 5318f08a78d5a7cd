"""Names a mistake: the known slips that reproduce a wrong answer exactly. Never a guess.

A slip is named only when it gives the student's output on every secret input. When several do, all are named.
"""

from autograder.checks import Evidence, Slip, close


def diagnose(evidence: Evidence) -> tuple[Slip, ...]:
    """Return the slips that each reproduce all of `evidence`; empty when none does."""
    return tuple(slip for slip in evidence.slips if _reproduces(slip, evidence))


def _reproduces(slip: Slip, evidence: Evidence) -> bool:
    try:
        predicted = evidence.predict(slip)
    except ValueError:  # this slip has no output on inputs of these shapes
        return False
    return all(close(actual, guess) for actual, guess in zip(evidence.actual, predicted, strict=True))
