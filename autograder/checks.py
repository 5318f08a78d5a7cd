"""The vocabulary of a rubric: what a check is, how it compares, and what it reports.

A check is a function `(student, rng) -> notes`. It draws secret inputs from `rng`, asks for the student's outputs with
`student.call(name, *args, seed=..., provide=...)`, compares them and returns (sentences worth telling at no cost), or
raises `Mismatch`. What the student's code does wrong by itself arrives as `StudentError` and may simply pass through.
"""

from collections.abc import Callable, Iterable
from functools import partial
from types import ModuleType
from typing import Any, overload

import numpy as np

from autograder.vocabulary import (
    Call,
    Check,
    Evidence,
    Failure,
    Figure,
    Mismatch,
    Outcome,
    Refusal,
    Slip,
    Student,
    StudentError,
    Verdict,
    question_of,
)

__all__ = [
    "Call",
    "Check",
    "Evidence",
    "Failure",
    "Figure",
    "Mismatch",
    "Outcome",
    "Refusal",
    "Slip",
    "Student",
    "StudentError",
    "Verdict",
    "accepted",
    "agree",
    "as_matrix",
    "check",
    "checks_of",
    "close",
    "depends_on_inputs",
    "equals",
    "first_accepted",
    "has_shape",
    "question_of",
    "row_stats",
    "rows_sum_to_one",
    "scale_of",
]

TOLERANCE = 1e-4  # correct answers at unit scale differ by at most 2e-5 (own layer norm), the nearest wrong by 4e-3
LARGEST = 100  # what a number counts at most towards the scale of its array
STATISTIC_TOLERANCE = 1e-3  # mean and variance of a row: a layer norm with eps = 1e-3 (Keras) still passes


Run = Callable[[Student, np.random.Generator], Iterable[str] | None]


@overload
def check(function: Run) -> Check: ...
@overload
def check(*, see: tuple[str, str] | None = None) -> Callable[[Run], Check]: ...
def check(function: Run | None = None, *, see: tuple[str, str] | None = None) -> Check | Callable[[Run], Check]:
    """Make a function the check of the grade cell of the same name; its docstring is the student's sentence.

    see: the label and address of a text to read again when the check fails; then use it as `@check(see=...)`.
    """
    if function is None:
        return partial(_checked, see=see)
    return _checked(function, see)


def _checked(function: Run, see: tuple[str, str] | None) -> Check:
    if not function.__doc__:
        raise TypeError(f"check {function.__name__} needs a docstring: the sentence that the student reads")
    return Check(function.__name__, " ".join(function.__doc__.split()), function, see)


def checks_of(rubric: ModuleType) -> dict[str, Check]:
    """The checks that a rubric module defines, by the id of their grade cell."""
    return {item.name: item for item in vars(rubric).values() if isinstance(item, Check)}


def agree(a: np.ndarray, b: np.ndarray, tolerance: float = TOLERANCE, scale: float | None = None) -> np.ndarray:
    """Which numbers of two arrays agree to `tolerance`, absolute and relative to b. NaN never agrees.

    scale: the usual size of b's numbers, which what is rounded, or what an own epsilon adds, is relative to.
    """
    return np.abs(a - b) <= tolerance * (1 + np.maximum(np.abs(b), scale_of(b) if scale is None else scale))


def scale_of(array: np.ndarray) -> float:
    """The mean size of an array's numbers. One that is far too large, as of a mask, does not make the others coarse."""
    return float(np.minimum(np.abs(array), LARGEST).sum() / max(array.size, 1))


def close(a: np.ndarray, b: np.ndarray, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and all their numbers agree."""
    return a.shape == b.shape and bool(np.all(agree(a, b, tolerance)))


def as_matrix(value: Any, ndim: int = 2) -> np.ndarray:
    """The real matrix that a student returned, as float64; ndim: its number of axes.

    Accepts an array, nested lists or tuples, and (output, more...) where the first element counts. Raises Mismatch.
    """
    for candidate in (value, value[0] if isinstance(value, (list, tuple)) and value else None):
        array = real_array(candidate)
        if array is not None and array.ndim == ndim:
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
    failures: list[Failure] = []
    for attempt in attempts:
        try:
            return attempt()
        except Failure as failure:
            failures.append(failure)
    failures.sort(key=_telling)
    failures[0].others = tuple(failures[1:])
    raise failures[0]


def accepted(attempt: Callable[[], object]) -> bool:
    """Whether an attempt passes."""
    try:
        attempt()
    except Failure:
        return False
    return True


def _telling(failure: Failure) -> int:
    if isinstance(failure, Mismatch):
        return {"shape": 1, "not a matrix": 2, "not an array": 2}.get(failure.kind, 0)
    return 3
