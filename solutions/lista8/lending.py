"""Right functions for the student's encoder_layer to call; computed here, never in the student's process.

What they get is the student's: anything but real matrices of reasonable size is refused.
"""

from typing import Any

import numpy as np

from autograder.rubric import Refusal
from solutions.lista8 import reference

LENT_SIZE = 100  # rows and columns that a lent function takes: what it computes stays small


def attention(n: int, in_pair: bool, readings: tuple[bool, ...], X: Any, query: Any, key: Any, value: Any) -> Any:
    """self_attention in the caller's reading, which the shape of query shows; in_pair: (output, weights).

    readings: those that are taken, of projected matrices or not.
    """
    query, key, value = (_lendable(matrix, "self_attention", 2) for matrix in (query, key, value))
    projected = len(query) == n  # n and d_model are never equal here
    if projected not in readings:
        raise Refusal(f"self_attention recebeu query de formato {query.shape}, em outra leitura que a da questão 1")
    try:
        if not projected:  # else X may be anything
            query, key, value = reference.project(_lendable(X, "self_attention", 2), query, key, value)
        A = reference.attention_weights(query, key)
        return (A @ value, A) if in_pair else A @ value
    except ValueError:
        shapes = ", ".join(str(matrix.shape) for matrix in (query, key, value))
        raise Refusal(f"self_attention recebeu matrizes de formatos incompatíveis: {shapes}") from None


def network(W1: np.ndarray, W2: np.ndarray, x: Any) -> np.ndarray:
    """feed_forward with known weights."""
    x = _lendable(x, "feed_forward", 1, 2)
    if x.shape[-1] != len(W1):
        raise Refusal(f"feed_forward recebeu formato {x.shape}; aqui o embedding tem {len(W1)} colunas")
    return reference.feed_forward(x, W1, W2)


def norm(x: Any) -> np.ndarray:
    """layer_norm. Lent to look on, never for points: a wrong one is the answer's own mistake."""
    return reference.layer_norm(_lendable(x, "layer_norm", 1, 2))


def _lendable(value: Any, function: str, *ndims: int) -> np.ndarray:
    """An argument of a lent function as a real array of reasonable size. Raises Refusal."""
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "biuf" or array.ndim not in ndims:
        raise Refusal(f"{function} recebeu algo que não é uma matriz de números")
    if array.size == 0 or max(array.shape) > LENT_SIZE:
        raise Refusal(f"{function} recebeu formato {array.shape}")
    return array.astype(np.float64)
