"""The challenge's attention with one switch per step: with no switch set it equals reference.py. Symbols as there."""

from collections.abc import Callable
from typing import Any

import numpy as np

from solutions.common import model as common
from solutions.common.model import Matrix, softmax_over
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.reference import Attention, Network


def _bare(x: Matrix) -> Matrix:
    exponentials = np.exp(x)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


NORMALISERS: dict[str, Callable[[Matrix], Matrix]] = {  # (..., m) -> (..., m)
    **common.NORMALISERS,
    "columns": lambda x: softmax_over(x, -2 if x.ndim > 1 else -1),
    "first": lambda x: softmax_over(x, 0),
    "whole": lambda x: softmax_over(x, None),
    "bare": _bare,
    "log": lambda x: np.log(reference.softmax(x)),
}

SCALES: dict[str, Callable[[Matrix, int], float]] = {  # what the scores are multiplied by, from Q and d_model
    "depth": lambda Q, d_model: Q.shape[-1] ** -0.5,
    "d_model": lambda Q, d_model: d_model**-0.5,
    "none": lambda Q, d_model: 1.0,
    "linear": lambda Q, d_model: 1 / Q.shape[-1],
    "double root": lambda Q, d_model: Q.shape[-1] ** -0.25,
    "inverse": lambda Q, d_model: Q.shape[-1] ** 0.5,
    "n": lambda Q, d_model: Q.shape[-2] ** -0.5,
    "64": lambda Q, d_model: 1 / 8,
}


def softmax(x: Matrix, *, normalise: str = "rows") -> Matrix:
    """(..., n) -> (..., n)"""
    return NORMALISERS[normalise](x)


def attention(
    Q: Matrix,
    K: Matrix,
    V: Matrix,
    mask: Matrix | None = None,
    *,
    scale: str = "depth",
    normalise: str = "rows",
    masking: str = "hide",
    transpose: str = "last two",
    places: str = "QKV",
    returns: str = "output",
    d_model: int = 1,
) -> Matrix:
    """Equation 1. (..., n, depth), (..., m, depth) twice -> (..., n, depth). places: who stands as Q, K, V."""
    named = {"Q": Q, "K": K, "V": V}
    Q, K, V = (named[name] for name in places)
    turned = {"last two": K.swapaxes(-1, -2), "none": K, "all": K.T}[transpose]
    scores = Q @ turned * SCALES[scale](Q, d_model)  # (..., n, depth) @ (..., depth, m) -> (..., n, m)
    A = _masked(scores, mask, masking, NORMALISERS[normalise])
    if returns != "output":
        return {"weights": A, "scores": scores}[returns]
    return A @ V  # (..., n, m) @ (..., m, depth) -> (..., n, depth)


def _masked(scores: Matrix, mask: Matrix | None, masking: str, normalise: Callable[[Matrix], Matrix]) -> Matrix:
    if mask is None or masking == "ignored":
        return normalise(scores)
    if masking == "after":
        return normalise(scores) * mask
    hidden = {
        "hide": lambda: np.where(mask, scores, -np.inf),
        "inverted": lambda: np.where(mask, -1e9, scores),
        "zeros": lambda: scores * mask,
        "added": lambda: scores + mask,
        "transposed": lambda: np.where(mask.swapaxes(-1, -2), scores, -np.inf),
    }[masking]()
    return normalise(hidden)


def split_heads(x: Matrix, heads: int, split: str = "right") -> Matrix:
    """(B, n, d_model) -> (B, h, n, depth)"""
    B, n, d_model = x.shape
    if split == "reshape":
        return x.reshape(B, heads, n, d_model // heads)
    if split == "interleaved":
        return x.reshape(B, n, d_model // heads, heads).transpose(0, 3, 1, 2)
    if split == "tokens first":
        return x.reshape(B, n, heads, d_model // heads)
    return reference.split_heads(x, heads)


def merge_heads(x: Matrix, merge: str = "right") -> Matrix:
    """(B, h, n, depth) -> (B, n, d_model)"""
    B, heads, n, depth = x.shape
    if merge == "reshape":
        return x.reshape(B, n, heads * depth)
    if merge == "interleaved":
        return x.transpose(0, 2, 3, 1).reshape(B, n, heads * depth)
    return reference.merge_heads(x)


def multi_head(
    Q: Matrix,
    K: Matrix,
    V: Matrix,
    weights: Attention,
    heads: int,
    mask: Matrix | None = None,
    *,
    count: str = "all",
    projection: str = "given",
    split: str = "right",
    merge: str = "right",
    output: str = "given",
    inputs: str = "QKV",
    **switches: Any,
) -> Matrix:
    """Section 3.2.2. (B, n, d_model), (B, m, d_model) twice -> (B, n, d_model). inputs: what is projected"""
    named, d_model = {"Q": Q, "K": K, "V": V}, Q.shape[-1]
    matrices = _projections(weights, projection, d_model)
    projected = [named[name] @ W for name, W in zip(inputs, matrices, strict=True)]
    parts = [split_heads(matrix, 1 if count == "one" else heads, split) for matrix in projected]
    joined = merge_heads(attention(*parts, mask, d_model=d_model, **switches), merge)  # (B, n, d_model)
    WO = {"given": weights.WO, "none": np.eye(d_model), "transposed": weights.WO.T}[output]
    return joined @ WO  # (B, n, d_model)


def _projections(weights: Attention, projection: str, d_model: int) -> tuple[Matrix, ...]:
    given = weights.WQ, weights.WK, weights.WV
    if projection == "transposed":
        return tuple(W.T for W in given)
    if projection == "none":
        return (np.eye(d_model),) * 3
    return {"given": given, "all WQ": given[:1] * 3, "swapped": (given[1], given[0], given[2])}[projection]


def feed_forward(x: Matrix, weights: Network, *, relu: str = "between") -> Matrix:
    """(..., d_model) -> (..., d_model). relu: where it stands, or what stands in its place"""
    if relu == "before":
        return np.maximum(0, x) @ weights.W1 @ weights.W2
    inner = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "absolute": np.abs,
        "none": lambda z: z,
        "after": lambda z: z,
    }.get(relu, lambda z: np.maximum(0, z))
    y = inner(x @ weights.W1) @ weights.W2  # (..., d_ff) @ (d_ff, d_model)
    return np.maximum(0, y) if relu in ("after", "both") else y
