"""The vocabulary of a rubric: what a check is, how it compares, and what it reports.

A check is a function `(student, rng) -> notes`. It draws secret inputs from `rng`, asks for the student's outputs with
`student.call(name, *args, seed=..., provide=...)`, compares them and returns (sentences worth telling at no cost), or
raises `Mismatch`. What the student's code does wrong by itself arrives as `StudentError` and may simply pass through.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from autograder.steps import Provided, Step

__all__ = [
    "Check",
    "Evidence",
    "Mismatch",
    "Outcome",
    "Refusal",
    "Slip",
    "Student",
    "StudentError",
    "Verdict",
    "as_matrix",
    "check",
    "checks_of",
    "close",
    "depends_on_inputs",
    "equals",
    "first_accepted",
    "has_shape",
    "row_stats",
    "rows_sum_to_one",
]

TOLERANCE = 1e-4  # correct answers at unit scale differ by at most 2e-5 (own layer norm), the nearest wrong by 4e-3
STATISTIC_TOLERANCE = 1e-3  # mean and variance of a row: a layer norm with eps = 1e-3 (Keras) still passes


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
    """Wrong outputs, what each known slip would have given for the same inputs, and what is right for them."""

    actual: Sequence[np.ndarray]
    predict: Callable[[Slip], Iterable[np.ndarray]]
    slips: Sequence[Slip]
    right: Sequence[np.ndarray]


class Mismatch(Exception):
    """The answer is wrong: what was looked at, what was expected, what came."""

    def __init__(self, kind: str, expected: Any = None, actual: Any = None, evidence: Evidence | None = None):
        super().__init__(kind)
        self.kind, self.expected, self.actual, self.evidence = kind, expected, actual, evidence
        self.others: tuple[Exception, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}: expected {self.expected}, got {self.actual}"


class StudentError(Exception):
    """The student's code broke: it raised, ran out of time or memory, ended its process, or is not there."""

    def __init__(self, verdict: Verdict, kind: str, name: str = "", message: str = "", line: str | None = None):
        super().__init__(f"{verdict.value}: {kind} {name} {message}".strip())
        self.verdict, self.kind, self.name, self.message, self.line = verdict, kind, name, message, line
        self.others: tuple[Exception, ...] = ()


class Refusal(Exception):
    """Raised by a provided function for arguments that it does not take; the student's code sees a ValueError."""


class Student(Protocol):
    """What a check may ask of a submission, fenced or local."""

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """Return what the student's function `name` returns for `args`, as plain data.

        seed: np.random is seeded with it just before the call. provide: functions that take the place of the student's
        of the same names while the call runs; they raise Refusal for what they do not take. Raises StudentError.
        """

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
    slips: tuple[Slip, ...] = ()  # every smallest explanation; more than one when several fit
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A named check of a rubric. The name is the grade cell's id; the sentence is what the student reads."""

    name: str
    sentence: str
    run: Callable[[Student, np.random.Generator], Iterable[str] | None]


def check(function: Callable[[Student, np.random.Generator], Iterable[str] | None]) -> Check:
    """Make a function the check of the grade cell of the same name; its docstring is the student's sentence."""
    if not function.__doc__:
        raise TypeError(f"check {function.__name__} needs a docstring: the sentence that the student reads")
    return Check(function.__name__, " ".join(function.__doc__.split()), function)


def checks_of(rubric: ModuleType) -> dict[str, Check]:
    """The checks that a rubric module defines, by the id of their grade cell."""
    return {item.name: item for item in vars(rubric).values() if isinstance(item, Check)}


def close(a: np.ndarray, b: np.ndarray, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and agree to `tolerance`, relative to b and absolute. NaN never agrees."""
    if a.shape != b.shape:
        return False
    return bool(np.all(np.abs(a - b) <= tolerance * (1 + np.abs(b))))


def as_matrix(value: Any) -> np.ndarray:
    """The real matrix that a student returned, as float64.

    Accepts an array, nested lists or tuples, and (output, more...) where the first element counts. Raises Mismatch.
    """
    for candidate in (value, value[0] if isinstance(value, (list, tuple)) and value else None):
        array = real_array(candidate)
        if array is not None and array.ndim == 2:
            return array
    array = real_array(value)
    if array is not None:
        raise Mismatch("not a matrix", actual=array)
    raise Mismatch("not an array", actual=getattr(value, "type_name", type(value).__name__))


def real_array(value: Any) -> np.ndarray | None:
    """A number, array or nested lists as a float64 array; None for anything else."""
    if value is None or isinstance(value, bool):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):  # ragged lists; integers beyond 64 bits
        return None
    if array.dtype.kind == "c" and not np.any(array.imag):
        array = array.real
    return array.astype(np.float64) if array.dtype.kind in "biuf" else None


def has_shape(actual: np.ndarray, shape: tuple[int, ...], evidence: Evidence | None = None) -> None:
    """Raise Mismatch unless `actual` has `shape`."""
    if actual.shape != shape:
        raise Mismatch("shape", shape, actual.shape, evidence)


def equals(actual: np.ndarray, expected: np.ndarray, evidence: Evidence | None = None) -> None:
    """Raise Mismatch unless `actual` has the shape of `expected` and its values, to TOLERANCE."""
    has_shape(actual, expected.shape, evidence)
    if not np.all(np.isfinite(actual)):
        raise Mismatch("not finite", expected, actual, evidence)
    if not close(actual, expected):
        raise Mismatch("values", expected, actual, evidence)


def rows_sum_to_one(A: np.ndarray, n: int, evidence: Evidence | None = None) -> None:
    """Raise Mismatch unless `A` is (n, n), non-negative, and each of its rows sums to 1, to TOLERANCE."""
    has_shape(A, (n, n), evidence)
    if not np.all(np.isfinite(A)):
        raise Mismatch("not finite", None, A, evidence)
    if not np.all(A >= -TOLERANCE):
        raise Mismatch("negative", None, A, evidence)
    sums = A.sum(axis=1)  # (n, n) -> (n,)
    if not close(sums, np.ones(n)):
        raise Mismatch("row sums", np.ones(n), sums, evidence)


def depends_on_inputs(one: np.ndarray, other: np.ndarray, evidence: Evidence | None = None) -> None:
    """Raise Mismatch if the outputs for two different inputs are the same."""
    if close(one, other):
        raise Mismatch("same for all", None, one, evidence)


def row_stats(
    actual: np.ndarray, shape: tuple[int, int], mean: float, variance: float, evidence: Evidence | None = None
) -> None:
    """Raise Mismatch unless `actual` has `shape` and its rows this mean and variance, to STATISTIC_TOLERANCE."""
    has_shape(actual, shape, evidence)
    if not np.all(np.isfinite(actual)):
        raise Mismatch("not finite", None, actual, evidence)
    found = np.stack([actual.mean(axis=1), actual.var(axis=1)], axis=1)  # (n, d) -> (n, 2)
    if not close(found, np.tile([mean, variance], (len(actual), 1)), STATISTIC_TOLERANCE):
        raise Mismatch("row statistics", np.array([mean, variance]), found, evidence)


def first_accepted(attempts: Iterable[Callable[[], Iterable[str] | None]]) -> Iterable[str] | None:
    """Run attempts (readings of a question, ways to run an answer) until one passes; return its notes.

    When all fail, the most telling failure is raised, the others with it as `.others`: a wrong value tells more than a
    wrong shape, and a wrong answer more than a crash.
    """
    failures: list[Mismatch | StudentError] = []
    for attempt in attempts:
        try:
            return attempt()
        except (Mismatch, StudentError) as failure:
            failures.append(failure)
    failures.sort(key=_telling)
    failures[0].others = tuple(failures[1:])
    raise failures[0]


def _telling(failure: Exception) -> int:
    kinds = {"shape": 1, "not a matrix": 2, "not an array": 2}
    return 3 if isinstance(failure, StudentError) else kinds.get(failure.kind, 0)
