"""Comparisons of what a student returned with what is right, for arrays of any number of axes."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.rubric.results import Mismatch
from autograder.rubric.slips import Symptoms

TOLERANCE = 1e-4  # correct answers at unit scale differ by at most 2e-5 (own layer norm), the nearest wrong by 4e-3
LARGEST = 100  # what a number counts at most towards the scale of its array
STATISTIC_TOLERANCE = 1e-3  # mean and variance of a row: a layer norm with eps = 1e-3 (Keras) still passes


def agree(a: np.ndarray, b: np.ndarray, tolerance: float = TOLERANCE, scale: float | None = None) -> np.ndarray:
    """Which numbers of two arrays agree to `tolerance`, absolute and relative to b. NaN never agrees.

    scale: the usual size of b's numbers, which what is rounded, or what an own epsilon adds, is relative to.
    """
    return np.abs(a - b) <= tolerance * (1 + np.maximum(np.abs(b), scale_of(b) if scale is None else scale))


def scale_of(array: np.ndarray) -> float:
    """The mean size of an array's numbers. One that is far too large, as of a mask, does not make the others coarse."""
    return float(np.minimum(np.abs(array), LARGEST).sum() / max(array.size, 1))


def close(a: np.ndarray | None, b: np.ndarray, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and all their numbers agree. An output that is missing is close to nothing."""
    return a is not None and a.shape == b.shape and bool(np.all(agree(a, b, tolerance)))


def as_array(value: Any, ndim: int) -> np.ndarray:
    """The real array that a student returned, as float64: with `ndim` axes, if there is one that has so many.

    Accepts an array, nested lists or tuples, and (output, more...) where the first element counts. Raises Mismatch.
    """
    array = real_array(value)
    first = real_array(value[0]) if isinstance(value, (list, tuple)) and value else None
    for candidate in (array, first):
        if candidate is not None and candidate.ndim == ndim:
            return candidate
    if array is None:
        raise Mismatch("not an array", actual=getattr(value, "type_name", type(value).__name__))
    return array


def as_matrix(value: Any, ndim: int = 2) -> np.ndarray:
    """As `as_array`; also raises Mismatch where no array has `ndim` axes."""
    array = as_array(value, ndim)
    if array.ndim != ndim:
        raise Mismatch("not a matrix", actual=array)
    return array


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


def has_shape(actual: np.ndarray, shape: tuple[int, ...], symptoms: Symptoms | None = None) -> None:
    """Raise Mismatch unless `actual` has `shape`."""
    if actual.shape != shape:
        raise Mismatch("shape", shape, actual.shape, symptoms)


def equals(actual: np.ndarray, expected: np.ndarray, symptoms: Symptoms | None = None) -> None:
    """Raise Mismatch, with the matrix in which they differ most, unless the arrays have one shape and close values."""
    has_shape(actual, expected.shape, symptoms)
    if close(actual, expected):
        return
    finite = bool(np.all(np.isfinite(actual)))
    difference = np.where(np.isfinite(actual), np.abs(actual - expected), np.inf)
    worst = np.unravel_index(np.argmax(difference), difference.shape)[:-2]
    shown = np.atleast_2d(expected[worst]), np.atleast_2d(actual[worst])
    raise Mismatch("values" if finite else "not finite", *shown, symptoms, tuple(map(int, worst)))


def rows_sum_to_one(A: np.ndarray, n: int, symptoms: Symptoms | None = None) -> None:
    """Raise Mismatch unless `A` is (..., n, n), non-negative, and each of its rows sums to 1, to TOLERANCE."""
    has_shape(A, (*A.shape[:-2], n, n), symptoms)
    if not np.all(np.isfinite(A)):
        raise Mismatch("not finite", None, A, symptoms)
    if not np.all(A >= -TOLERANCE):
        raise Mismatch("negative", None, A, symptoms)
    sums = A.sum(axis=-1)  # (..., n, n) -> (..., n)
    if not close(sums, np.ones_like(sums)):
        raise Mismatch("row sums", np.ones_like(sums), sums, symptoms)


def depends_on_inputs(one: np.ndarray, other: np.ndarray, symptoms: Symptoms | None = None) -> None:
    """Raise Mismatch if the outputs for two different inputs are the same."""
    if close(one, other):
        raise Mismatch("same for all", None, one, symptoms)


def row_stats(
    actual: np.ndarray, shape: tuple[int, ...], mean: float, variance: float, symptoms: Symptoms | None = None
) -> None:
    """Raise Mismatch unless `actual` has `shape` and its rows this mean and variance, to STATISTIC_TOLERANCE."""
    has_shape(actual, shape, symptoms)
    if not np.all(np.isfinite(actual)):
        raise Mismatch("not finite", None, actual, symptoms)
    found = np.stack([actual.mean(axis=-1), actual.var(axis=-1)], axis=-1)  # (..., n, d) -> (..., n, 2)
    if not close(found, np.broadcast_to([mean, variance], found.shape), STATISTIC_TOLERANCE):
        raise Mismatch("row statistics", np.array([mean, variance]), found, symptoms)


def require(holds: bool, sentence: str, symptoms: Symptoms | None = None) -> None:
    """Raise Mismatch unless a property holds; the sentence, in the student's language, says which one does not."""
    if not holds:
        raise Mismatch("property", sentence, symptoms=symptoms)


def compare_all(
    compare: Callable[[np.ndarray, np.ndarray], None], actual: Iterable[Any], expected: Iterable[np.ndarray]
) -> None:
    """Compare what a student returned with what is expected, pair by pair. Raises Mismatch."""
    for value, right in zip(actual, expected, strict=True):
        compare(as_matrix(value, right.ndim), right)
