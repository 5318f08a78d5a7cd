"""Right functions for the student's encoder_layer to call; computed here, never in the student's process.

What they get is the student's: anything but real matrices of reasonable size is refused.
"""

from typing import Any

import numpy as np

from autograder.rubric import Refusal, checked_array, computed
from solutions.lista8 import reference

MATRIX, ROWS = (2,), (1, 2)  # numbers of axes: of a matrix; of a matrix or one of its rows


def attention(n: int, in_pair: bool, readings: tuple[bool, ...], X: Any, query: Any, key: Any, value: Any) -> Any:
    """self_attention in the caller's reading, which the shape of query shows; in_pair: (output, weights).

    readings: those that are taken, of projected matrices or not.
    """
    query, key, value = (checked_array(matrix, "self_attention", MATRIX) for matrix in (query, key, value))
    projected = len(query) == n  # n and d_model are never equal here
    if projected not in readings:
        raise Refusal(f"self_attention recebeu query de formato {query.shape}, em outra leitura que a da questão 1")
    if not projected:  # else X may be anything
        X = checked_array(X, "self_attention", MATRIX)
        query, key, value = computed("self_attention", reference.project, X, query, key, value)
    output, A = computed("self_attention", _attended, query, key, value)
    return (output, A) if in_pair else output


def _attended(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    A = reference.attention_weights(Q, K)
    return A @ V, A  # (n, n) @ (n, d_k) -> (n, d_k)


def network(W1: np.ndarray, W2: np.ndarray, x: Any) -> np.ndarray:
    """feed_forward with known weights."""
    x = checked_array(x, "feed_forward", ROWS)
    if x.shape[-1] != len(W1):
        raise Refusal(f"feed_forward recebeu formato {x.shape}; aqui o embedding tem {len(W1)} colunas")
    return reference.feed_forward(x, W1, W2)


def norm(x: Any) -> np.ndarray:
    """layer_norm. Lent to look on, never for points: a wrong one is the answer's own mistake."""
    return reference.layer_norm(checked_array(x, "layer_norm", ROWS))
