"""ONE parametrised attention and encoder layer with a switch per step, so that mistakes combine.

With no switch set, the model equals the reference; a slip sets one or two switches. Symbols as in reference.py. Leading
axes pass through (batches). What has no result on inputs of these shapes raises ValueError, as the student's own
code would.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from solutions.lista8 import reference

Matrix = np.ndarray

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


def _transposed(M: Matrix) -> Matrix:
    return np.swapaxes(M, -1, -2)  # (..., a, b) -> (..., b, a)


def _masked(S: Matrix, seen: Matrix, hidden: float) -> Matrix:
    return np.where(seen, S, hidden)


def _past(S: Matrix) -> Matrix:
    return np.tri(S.shape[-2], S.shape[-1], dtype=bool)  # -> (n, n)


def _future(S: Matrix) -> Matrix:
    return _transposed(np.tri(S.shape[-1], S.shape[-2], dtype=bool))  # -> (n, n)


def _whole(S: Matrix) -> Matrix:
    exponentials = np.exp(S - S.max(axis=(-2, -1), keepdims=True))
    return exponentials / exponentials.sum(axis=(-2, -1), keepdims=True)


def _shifted_numerator(S: Matrix) -> Matrix:
    return np.exp(S - S.max(axis=-1, keepdims=True)) / np.exp(S).sum(axis=-1, keepdims=True)


NORMALISERS: dict[str, Callable[[Matrix], Matrix]] = {  # scores (..., n, n) -> weights (..., n, n)
    "rows": reference.softmax,
    "columns": lambda S: _transposed(reference.softmax(_transposed(S))),
    "whole": _whole,
    "none": lambda S: S,
    "ratio": lambda S: S / S.sum(axis=-1, keepdims=True),
    "exp": np.exp,
    "sigmoid": lambda S: 1 / (1 + np.exp(-S)),
    "twice": lambda S: reference.softmax(reference.softmax(S)),
    "shifted numerator": _shifted_numerator,
    "causal": lambda S: reference.softmax(_masked(S, _past(S), -np.inf)),
    "future": lambda S: reference.softmax(_masked(S, _future(S), -np.inf)),
    "causal zeros": lambda S: reference.softmax(_masked(S, _past(S), 0.0)),
    "causal after": lambda S: _masked(reference.softmax(S), _past(S), 0.0),
}
PLACES = {"given": "qkv", "all query": "qqq", "all key": "kkk", "all value": "vvv", "X": "XXX"}
PROJECTIONS: dict[str, Callable[[Matrix, Matrix], Matrix]] = {  # X, W -> Q, K or V
    "right": lambda X, W: X @ W,
    "left": lambda X, W: W @ X,
    "transposed": lambda X, W: X @ _transposed(W),
}


def attention(
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
) -> Matrix:
    """Self-attention with one switch per step. (..., n, d_model), 3 x (d_model, d_k) or (..., n, d_k) -> (..., n, d_k).

    projected: whether query, key and value are Q, K and V already. roles: which of Q, K, V, X takes each place.
    """
    matrices = {"X": X, "q": query, "k": key, "v": value}
    named = {}
    for role, name in zip("QKV", PLACES[projection], strict=True):
        kept = projected or name == "X" or (raw_value and role == "V")
        named[role] = matrices[name] if kept else PROJECTIONS[side](X, matrices[name])
    Q, K, V = ({**named, "X": X}[role] for role in roles)
    Q, K = (reference.softmax(M) if role in early_softmax else M for role, M in zip("QK", (Q, K), strict=True))
    factor = SCALES[scale](X.shape[-2], X.shape[-1], K.shape[-1])
    scores = _scores(Q, K, transpose) * factor  # (..., n, d_k) @ (..., d_k, n) -> (..., n, n)
    if returns == "scores":
        return scores
    A = scores if early_softmax else NORMALISERS[normalise](scores)  # (..., n, n)
    if scale == "after":
        A = A / np.sqrt(K.shape[-1])
    return {"weights": A, "V": V}[returns] if returns in ("weights", "V") else _combined(A, V, combine, returns)


def _scores(Q: Matrix, K: Matrix, transpose: str) -> Matrix:
    if transpose == "batch" and K.ndim != 3:
        raise ValueError("transpose(0, 2, 1) takes three axes")
    if transpose == "element":
        return Q * K
    return Q @ (K if transpose == "none" else _transposed(K))


def _combined(A: Matrix, V: Matrix, combine: str, returns: str) -> Matrix:
    products: dict[str, Callable[[], Matrix]] = {
        "AV": lambda: A @ V,
        "A.T V": lambda: _transposed(A) @ V,
        "VA": lambda: V @ A,
        "element": lambda: A * V,
    }
    output = products[combine]()  # (..., n, n) @ (..., n, d_k) -> (..., n, d_k)
    return _transposed(output) if returns == "transposed" else output


def _centred(x: Matrix) -> Matrix:
    return x - x.mean(axis=-1, keepdims=True)


def _whole_norm(x: Matrix) -> Matrix:
    axes = (-2, -1)
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + reference.EPSILON)


NORMS: dict[str, Callable[[Matrix], Matrix]] = {  # (..., n, d) -> (..., n, d)
    "rows": reference.layer_norm,
    "none": lambda x: x,
    "tokens": lambda x: _transposed(reference.layer_norm(_transposed(x))),
    "whole": _whole_norm,
    "sample": lambda x: _centred(x) / np.sqrt(x.var(axis=-1, keepdims=True, ddof=1) + reference.EPSILON),
    "variance": lambda x: _centred(x) / (x.var(axis=-1, keepdims=True) + reference.EPSILON),
    "centre": _centred,
    "scale": lambda x: x / np.sqrt(x.var(axis=-1, keepdims=True) + reference.EPSILON),
    "softmax": reference.softmax,
}


def network(x: Matrix, W1: Matrix, W2: Matrix, activation: str = "relu") -> Matrix:
    """The feed-forward network with a switch for its middle. (..., d_model) -> (..., d_model)"""
    hidden = x @ W1  # (..., d_model) @ (d_model, 4 d_model) -> (..., 4 d_model)
    return (np.maximum(0, hidden) if activation == "relu" else hidden) @ W2  # -> (..., d_model)


def encoder(
    x: Matrix,
    attend: Callable[[Matrix], Matrix],
    feed_forward: Callable[[Matrix], Matrix],
    *,
    order: str = "post",
    residuals: tuple[bool, bool] = (True, True),
    norm: str = "rows",
    norms: tuple[bool, bool] = (True, True),
    attended: str = "once",
    second_residual: str = "h",
    network_input: str = "h",
    layer_norm: Callable[[Matrix], Matrix] | None = None,
) -> Matrix:
    """Encoder layer around a given attention (with its Wo) and feed-forward network. (..., n, d_model) -> the same.

    layer_norm: the function to use in place of the one that `norm` names.
    """
    first, second = ((layer_norm or NORMS[norm]) if wanted else NORMS["none"] for wanted in norms)
    if order in ORDERS:
        return ORDERS[order](x, attend, feed_forward, first, second)
    attention_output = {"once": attend, "none": np.zeros_like, "twice": lambda y: attend(attend(y))}[attended](x)
    total = attention_output + x * residuals[0]  # (..., n, d_model)
    h = first(total)  # (..., n, d_model)
    if network_input == "none":
        return h
    named = {"h": h, "x": x, "total": total, "attention": attention_output}
    transformed = feed_forward(feed_forward(h)) if network_input == "twice" else feed_forward(named[network_input])
    return second(transformed + named[second_residual] * residuals[1])  # (..., n, d_model)


def _pre(x: Matrix, attend: Callable, feed_forward: Callable, first: Callable, second: Callable) -> Matrix:
    h = x + attend(first(x))  # Xiong et al. 2020, "On Layer Normalization in the Transformer Architecture"
    return h + feed_forward(second(h))


def _inner(x: Matrix, attend: Callable, feed_forward: Callable, first: Callable, second: Callable) -> Matrix:
    h = x + first(attend(x))
    return h + second(feed_forward(h))


def _swapped(x: Matrix, attend: Callable, feed_forward: Callable, first: Callable, second: Callable) -> Matrix:
    h = first(x + feed_forward(x))
    return second(h + attend(h))


ORDERS: dict[str, Callable[..., Any]] = {  # layers that are built in another order than post-LN
    "pre": _pre,
    "pre and last": lambda x, attend, feed_forward, first, second: second(_pre(x, attend, feed_forward, first, second)),
    "inner": _inner,
    "single": lambda x, attend, feed_forward, first, second: first(x + feed_forward(attend(x))),
    "swapped": _swapped,
    "none": lambda x, *rest: x,
    "norm": lambda x, attend, feed_forward, first, second: first(x),
    "parallel": lambda x, attend, feed_forward, first, second: first(x + attend(x) + feed_forward(x)),
}
