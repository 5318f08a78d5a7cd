"""Guards of the functions that are lent to a student's code: what they get is the student's, and anything may come.

What they do not take is a Refusal, which the student's code sees as a ValueError; so what is computed stays small.
"""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from autograder.rubric.compare import real_array
from autograder.rubric.results import Refusal

MAX_LENGTH, MAX_AXES, MAX_NUMBERS = 64, 4, 2048  # of an axis, of an array, of an array


def checked_array(value: Any, function: str, axes: Collection[int] = range(1, MAX_AXES + 1)) -> np.ndarray:
    """An argument as a real array of reasonable size, with one of these numbers of axes. Raises Refusal."""
    array = None if getattr(value, "size", 0) > MAX_NUMBERS else real_array(value)
    if array is None or array.size > MAX_NUMBERS:
        raise Refusal(f"{function} recebeu algo que não é uma matriz de números, ou é grande demais")
    if array.ndim not in axes or not array.size or max(array.shape) > MAX_LENGTH:
        raise Refusal(f"{function} recebeu formato {array.shape}")
    return array


def checked_size(value: Any, function: str) -> int:
    """An argument as a length from 1 to MAX_LENGTH. Raises Refusal."""
    number = real_array(value)
    if number is None or number.ndim or not 1 <= number <= MAX_LENGTH or number % 1:
        raise Refusal(f"{function} recebeu um tamanho que não é um número inteiro de 1 a {MAX_LENGTH}")
    return int(number)


def computed(function: str, compute: Callable[..., Any], *arguments: Any) -> Any:
    """What `compute` gives. Shapes that do not fit each other are the caller's fault: raises Refusal."""
    try:
        return compute(*arguments)
    except (ValueError, IndexError):
        shapes = ", ".join(str(item.shape) for item in arguments if isinstance(item, np.ndarray))
        raise Refusal(f"{function} recebeu formatos que não combinam: {shapes}") from None
