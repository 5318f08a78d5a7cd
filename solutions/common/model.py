"""Ways to make weights of scores, and to normalise: the right one, and those of known slips."""

from collections.abc import Callable
from functools import partial

import numpy as np

from solutions.common.reference import softmax

Matrix = np.ndarray


def transposed(M: Matrix) -> Matrix:
    return np.swapaxes(M, -1, -2)  # (..., a, b) -> (..., b, a)


def softmax_over(S: Matrix, axis: int | tuple[int, ...] | None) -> Matrix:
    """Softmax over other axes; None: over all at once."""
    exponentials = np.exp(S - S.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def _shifted_numerator(S: Matrix) -> Matrix:
    return np.exp(S - S.max(axis=-1, keepdims=True)) / np.exp(S).sum(axis=-1, keepdims=True)


NORMALISERS: dict[str, Callable[[Matrix], Matrix]] = {  # scores (..., n, m) -> weights (..., n, m)
    "rows": softmax,
    "columns": lambda S: softmax_over(S, -2),
    "none": lambda S: S,
    "ratio": lambda S: S / S.sum(axis=-1, keepdims=True),
    "exp": np.exp,
    "shifted numerator": _shifted_numerator,
}


def normalised(
    x: Matrix,
    epsilon: float,
    *,
    axes: tuple[int, ...] | None = (-1,),
    ddof: int = 0,
    centre: bool = True,
    power: float = 0.5,
) -> Matrix:
    """x less its mean, over its variance to a power, both over these axes (None: all). (..., n, d) -> (..., n, d)"""
    centred = x - x.mean(axis=axes, keepdims=True) if centre else x
    return centred / (x.var(axis=axes, keepdims=True, ddof=ddof) + epsilon) ** power


NORMS: dict[str, Callable[..., Matrix]] = {  # x (..., n, d), epsilon, ddof=0 -> (..., n, d)
    "rows": normalised,
    "none": lambda x, epsilon, ddof=0: x,
    "tokens": partial(normalised, axes=(-2,)),
    "variance": partial(normalised, power=1.0),
    "centre": lambda x, epsilon, ddof=0: x - x.mean(axis=-1, keepdims=True),
}
