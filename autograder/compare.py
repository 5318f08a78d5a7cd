"""Comparisons for arrays with any number of axes, beside those for matrices in `autograder.checks`."""

from typing import Any

import numpy as np

from autograder.checks import Evidence, Mismatch, close, has_shape, real_array


def as_array(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The real array with as many axes as `shape` that a student returned, as float64.

    Accepts an array, nested lists or tuples, and (output, more...) where the first element counts. Raises Mismatch.
    """
    found = real_array(value)
    first = real_array(value[0]) if isinstance(value, (list, tuple)) and value else None
    for array in (found, first):
        if array is not None and array.ndim == len(shape):
            return array
    if found is None:
        raise Mismatch("not an array", actual=getattr(value, "type_name", type(value).__name__))
    return found


def same_array(actual: np.ndarray, expected: np.ndarray, evidence: Evidence | None = None) -> None:
    """Raise Mismatch, with the matrix in which they differ most, unless the arrays have one shape and close values."""
    has_shape(actual, expected.shape, evidence)
    if close(actual, expected):
        return
    finite = bool(np.all(np.isfinite(actual)))
    difference = np.where(np.isfinite(actual), np.abs(actual - expected), np.inf)
    worst = np.unravel_index(np.argmax(difference), difference.shape)[:-2]
    shown = np.atleast_2d(expected[worst]), np.atleast_2d(actual[worst])
    mismatch = Mismatch("values" if finite else "not finite", *shown, evidence)
    mismatch.part = tuple(map(int, worst))
    raise mismatch


def require(holds: bool, sentence: str, evidence: Evidence | None = None) -> None:
    """Raise Mismatch unless a property holds; the sentence, in the student's language, says which one does not."""
    if not holds:
        raise Mismatch("property", sentence, evidence=evidence)
