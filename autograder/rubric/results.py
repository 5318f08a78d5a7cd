"""The records of a rubric: what a check asks, what can go wrong, and what is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

import numpy as np

from autograder.rubric.slips import Slip, Symptoms


class Verdict(Enum):
    """What became of one grade cell."""

    PASS = "pass"
    PARTIAL = "partial"  # wrong, with a known slip that keeps a share of the points
    FAIL = "fail"  # the answer is wrong
    CRASH = "crash"  # the student's code raised, or ended its process
    TIMEOUT = "timeout"
    LIMIT = "limit"  # memory or output size
    FORBIDDEN = "forbidden"  # the child sent bytes that are no answer
    MISSING = "missing"  # the function is not there, or was left unanswered


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture that explains: matrices side by side, or one number of each row against what it should be."""

    kind: str  # "heatmap": matrices of weights; "bars": numbers, expected is what all of them should be
    title: str
    expected: np.ndarray | float
    actual: np.ndarray


@dataclass(frozen=True)
class Explanation:
    """Where to look for what explains a failure. What is a function is called only if the check is lost.

    passes: whether an answer with just these slips passes the check. observations: sentences on what is known, for an
    answer that no slip explains.
    """

    symptoms: Symptoms | Callable[[], Symptoms] | None = None
    passes: Callable[[Sequence[Slip]], bool] | None = None
    observations: Callable[[], Iterable[str]] = tuple
    figures: Callable[[], Iterable[Figure]] = tuple


class Failure(Exception):
    """Why a check failed, where to look for what explains that, and how other attempts failed."""

    kind: str
    verdict: Verdict = Verdict.FAIL
    explanation: Explanation = Explanation()
    others: tuple["Failure", ...] = ()

    def explained(self, explanation: Explanation, others: Iterable["Failure"] = ()) -> Self:
        """The same failure with this explanation, and these failures of other attempts."""
        failure = type(self)(*self.args)  # copy() would do what a library registered for exceptions
        failure.explanation, failure.others = explanation, tuple(others)
        return failure


class Mismatch(Failure):
    """The answer is wrong: what was looked at, what was expected, what came.

    part: which matrix of an output with more axes expected and actual are.
    """

    def __init__(
        self,
        kind: str,
        expected: Any = None,
        actual: Any = None,
        symptoms: Symptoms | None = None,
        part: tuple[int, ...] = (),
    ):
        super().__init__(kind, expected, actual, symptoms, part)
        self.kind, self.expected, self.actual, self.part = kind, expected, actual, part
        self.explanation = Explanation(symptoms)

    def __str__(self) -> str:
        return f"{self.kind}: expected {self.expected}, got {self.actual}"


class StudentError(Failure):
    """The student's code broke: it raised, ran out of time or memory, ended its process, or is not there."""

    def __init__(self, verdict: Verdict, kind: str, name: str = "", message: str = "", line: str | None = None):
        super().__init__(verdict, kind, name, message, line)
        self.verdict, self.kind, self.name, self.message, self.line = verdict, kind, name, message, line

    def __str__(self) -> str:
        return f"{self.verdict.value}: {self.kind} {self.name} {self.message}".strip()


class Refusal(Exception):
    """Raised by a provided function for arguments that it does not take; the student's code sees a ValueError."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of one check: a verdict, the share of the points (0 to 1), and everything that feedback needs."""

    check: str
    sentence: str
    verdict: Verdict
    share: float
    problem: Mismatch | StudentError | None = None
    explanations: tuple[tuple[Slip, ...], ...] = ()  # the smallest sets of slips that fit; several when several fit
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    see: tuple[str, str] | None = None  # a text to read again, and its address
    same_as: str = ""  # the check at which this very error is told in full

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The slips of all explanations, each once."""
        return tuple({slip.name: slip for slips in self.explanations for slip in slips}.values())
