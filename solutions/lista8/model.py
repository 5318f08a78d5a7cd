"""ONE parametrised attention with a switch per step, so that mistakes combine. The layer around it: model_layer.py.

With no switch set, the model equals the reference; a slip sets one or two switches. Symbols as in reference.py. Leading
axes pass through (batches). What has no result on inputs of these shapes raises ValueError, as the student's own
code would.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograder.rubric import Apply, Prepared, directly, finish
from solutions.common import model as common
from solutions.common.model import Matrix, softmax_over, transposed
from solutions.common.reference import softmax

SCALES: dict[str, Callable[[int, int, int], float]] = {  # what the scores are multiplied by, from n, d_model, d_k
    "d_k": lambda n, d_model, d_k: d_k**-0.5,
    "none": lambda n, d_model, d_k: 1.0,
    "d_model": lambda n, d_model, d_k: d_model**-0.5,
    "n": lambda n, d_model, d_k: n**-0.5,
    "linear": lambda n, d_model, d_k: 1 / d_k,
    "double root": lambda n, d_model, d_k: d_k**-0.25,
    "inverse": lambda n, d_model, d_k: d_k**0.5,
    "64": lambda n, d_model, d_k: 1 / 64,
    "8": lambda n, d_model, d_k: 1 / 8,
    "root 8": lambda n, d_model, d_k: 8**-0.5,
    "root 3": lambda n, d_model, d_k: 3**-0.5,
    "after": lambda n, d_model, d_k: 1.0,
}


def _masked(S: Matrix, seen: Matrix, hidden: float) -> Matrix:
    return np.where(seen, S, hidden)


def _past(S: Matrix) -> Matrix:
    return np.tri(S.shape[-2], S.shape[-1], dtype=bool)  # -> (n, n)


def _future(S: Matrix) -> Matrix:
    return transposed(np.tri(S.shape[-1], S.shape[-2], dtype=bool))  # -> (n, n)


NORMALISERS: dict[str, Callable[[Matrix], Matrix]] = {  # scores (..., n, n) -> weights (..., n, n)
    **common.NORMALISERS,
    "whole": lambda S: softmax_over(S, (-2, -1)),
    "sigmoid": lambda S: 1 / (1 + np.exp(-S)),
    "twice": lambda S: softmax(softmax(S)),
    "causal": lambda S: softmax(_masked(S, _past(S), -np.inf)),
    "future": lambda S: softmax(_masked(S, _future(S), -np.inf)),
    "causal zeros": lambda S: softmax(_masked(S, _past(S), 0.0)),
    "causal after": lambda S: _masked(softmax(S), _past(S), 0.0),
}
PLACES = {"given": "qkv", "all query": "qqq", "all key": "kkk", "all value": "vvv", "X": "XXX"}
PROJECTIONS: dict[str, Callable[[Matrix, Matrix], Matrix]] = {  # X, W -> Q, K or V
    "right": lambda X, W: X @ W,
    "left": lambda X, W: W @ X,
    "transposed": lambda X, W: X @ transposed(W),
}
PRODUCTS: dict[str, Callable[[Matrix, Matrix], Matrix]] = {  # A (..., n, n), V (..., n, d_k) -> (..., n, d_k)
    "AV": lambda A, V: A @ V,
    "A.T V": lambda A, V: transposed(A) @ V,
    "VA": lambda A, V: V @ A,
    "element": lambda A, V: A * V,
}


def attention(X: Matrix, query: Matrix, key: Matrix, value: Matrix, **switches: Any) -> Matrix:
    """Self-attention with one switch per step. (..., n, d_model), 3 x (d_model, d_k) or (..., n, d_k) -> (..., n, d_k).

    switches: those of `prepared_attention`. Raises ValueError.
    """
    return finish(prepared_attention(directly, X, query, key, value, **switches))


def prepared_attention(
    apply: Apply,
    X: Matrix,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    *,
    projected: bool = False,
    projection: str = "given",
    side: str = "right",
    raw_value: bool = False,
    roles: str = "QKV",
    transpose: str = "K",
    scale: str = "d_k",
    early_softmax: str = "",
    normalise: str = "rows",
    combine: str = "AV",
    returns: str = "output",
) -> Prepared:
    """Self-attention up to the scores (..., n, n) and V (..., n, d_k), and the last step, which makes the output.

    projected: whether query, key and value are Q, K and V already. roles: which of Q, K, V, X takes each place.
    """
    kept = "QKV" if projected else "V" if raw_value else ""
    Q, K, V = apply(_projected, X, query, key, value, PLACES[projection], side, kept)  # 3 x (..., n, d_k)
    scores, V, d_k = apply(_scored, X, Q, K, V, roles, early_softmax, transpose, scale)
    normaliser = "none" if early_softmax else normalise
    return _last_step(normaliser, np.sqrt(d_k) if scale == "after" else 1.0, combine, returns), (scores, V)


def _projected(
    X: Matrix, query: Matrix, key: Matrix, value: Matrix, places: str, side: str, kept: str
) -> tuple[Matrix, ...]:
    """Q, K and V. kept: which of them are projected already."""
    matrices = {"X": X, "q": query, "k": key, "v": value}
    return tuple(
        matrices[name] if name == "X" or role in kept else PROJECTIONS[side](X, matrices[name])
        for role, name in zip("QKV", places, strict=True)
    )


def _scored(
    X: Matrix, Q: Matrix, K: Matrix, V: Matrix, roles: str, early_softmax: str, transpose: str, scale: str
) -> tuple[Matrix, Matrix, int]:
    """The scores, what they are to weigh, and the size of a key."""
    matrices = {"X": X, "Q": Q, "K": K, "V": V}
    Q, K, V = (matrices[role] for role in roles)
    Q, K = (softmax(M) if role in early_softmax else M for role, M in zip("QK", (Q, K), strict=True))
    factor = SCALES[scale](X.shape[-2], X.shape[-1], K.shape[-1])
    return _scores(Q, K, transpose) * factor, V, K.shape[-1]  # (..., n, d_k) @ (..., d_k, n) -> (..., n, n)


def _scores(Q: Matrix, K: Matrix, transpose: str) -> Matrix:
    if transpose == "batch" and K.ndim != 3:
        raise ValueError("transpose(0, 2, 1) takes three axes")
    if transpose == "element":
        return Q * K
    return Q @ (K if transpose == "none" else transposed(K))


@cache
def _last_step(normaliser: str, divisor: float, combine: str, returns: str) -> Callable[[Matrix, Matrix], Matrix]:
    """From scores and V to what is returned: the same function for the same switches."""

    def last(scores: Matrix, V: Matrix) -> Matrix:
        if returns in ("scores", "V"):
            return scores if returns == "scores" else V
        A = NORMALISERS[normaliser](scores) / divisor  # (..., n, n)
        if returns == "weights":
            return A
        output = PRODUCTS[combine](A, V)  # (..., n, n) @ (..., n, d_k) -> (..., n, d_k)
        return transposed(output) if returns == "transposed" else output

    return last
