"""The records of a rubric: what a check asks, what can go wrong, and what is told. Re-exported by autograder.checks."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import numpy as np

from autograder.steps import Call, Provided, Step


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


@dataclass(frozen=True)
class Slip:
    """One known mistake: the switches that reproduce it in the parametrised model, and what to tell the student."""

    name: str
    switches: Mapping[str, Any]
    sentence: str  # what was done, in the student's language
    hint: str  # where to look, without giving the answer away
    share: float = 0.0  # part of a check's points that an answer with only this slip keeps


@dataclass(frozen=True)
class Evidence:
    """Wrong outputs, what known slips would have given for the same inputs, and what is right for them.

    None stands for code that stops with an error. predict takes one slip or several (no two of which set one switch)
    and yields an output for each input; it may end early with a ValueError where there is none for such shapes.
    """

    actual: Sequence[np.ndarray | None]
    predict: Callable[..., Iterable[np.ndarray | None]]
    slips: Sequence[Slip]
    right: Sequence[np.ndarray]
    together: int = 1  # so many slips at most are looked for at once
    first: Callable[[Sequence[tuple[Slip, ...]]], Sequence[np.ndarray | None]] | None = None  # predict for the first
    # input alone, which has an answer, and for many combinations at once: quicker, and evidence that differs in later
    # inputs then shares one bank


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture that explains: matrices side by side, or one number of each row against what it should be."""

    kind: str  # "heatmap": matrices of weights; "bars": numbers, expected is what all of them should be
    title: str
    expected: np.ndarray | float
    actual: np.ndarray


class Failure(Exception):
    """Why a check failed, and whom to ask for more. What is a function is called only if the check is lost."""

    evidence: Evidence | Callable[[], Evidence] | None = None
    others: tuple["Failure", ...] = ()  # of attempts that failed too
    passes: Callable[[Sequence[Slip]], bool] | None = None  # whether an answer with just these slips passes the check
    observe: Callable[[], Iterable[str]] = tuple  # sentences on what is known, for an answer that no slip explains
    figures: Callable[[], Iterable[Figure]] = tuple


class Mismatch(Failure):
    """The answer is wrong: what was looked at, what was expected, what came."""

    part: tuple[int, ...] = ()  # which matrix of an output with more axes expected and actual are

    def __init__(self, kind: str, expected: Any = None, actual: Any = None, evidence: Evidence | None = None):
        super().__init__(kind, expected, actual, evidence)
        self.kind, self.expected, self.actual, self.evidence = kind, expected, actual, evidence

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


class Student(Protocol):
    """What a check may ask of a submission, fenced or local."""

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """Return what the student's function `name` returns for `args`, as plain data.

        seed: np.random is seeded with it just before the call. provide: functions that take the place of the student's
        of the same names while the call runs; they raise Refusal for what they do not take. Raises StudentError.
        """

    def ahead(self, calls: Iterable[Call]) -> None:
        """Say which calls are going to be made, so that they are made in one go. What fails is told when it is called;
        those behind the first that fails are not made yet."""

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """Run steps on the student's objects in one go, else as `call`; return the results of those that have one."""


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


def question_of(check: str) -> str:
    """The question that a check belongs to: what its name says before the first underscore."""
    return check.partition("_")[0]


@dataclass(frozen=True)
class Check:
    """A named check of a rubric. The name is the grade cell's id; the sentence is what the student reads."""

    name: str
    sentence: str
    run: Callable[[Student, np.random.Generator], Iterable[str] | None]
    see: tuple[str, str] | None = None  # where to read about it: a label and an address

    @property
    def question(self) -> str:
        """The question that it belongs to: checks of one question share their inputs and calls."""
        return question_of(self.name)

    def stream(self, seed: int) -> np.random.Generator:
        """The random stream of the check's question in a run with this seed, from its start."""
        return np.random.default_rng([seed, zlib.crc32(self.question.encode())])
