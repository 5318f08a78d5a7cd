"""Right answers in many styles: every one of them must get full marks. Used by the tests of the tests.

A style is one choice for each step that public answers take differently: the reading of the arguments, the softmax,
what is returned, the layer norm, and how the network is called.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from scipy import special

from solutions.lista8 import misconceptions, reference


def _exponentials(S: np.ndarray, shift: np.ndarray | float, epsilon: float = 0.0) -> np.ndarray:
    E = np.exp(S - shift)  # (n, n)
    return E / (E.sum(axis=1, keepdims=True) + epsilon)  # (n, n)


SOFTMAXES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "scipy": lambda S: special.softmax(S, axis=1),
    "no maximum": lambda S: _exponentials(S, 0.0),
    "global maximum": lambda S: _exponentials(S, S.max()),
    "epsilon": lambda S: _exponentials(S, 0.0, 1e-9),
    "float32": lambda S: special.softmax(S.astype(np.float32), axis=-1),
    "row by row": lambda S: np.array([special.softmax(row) for row in S]),
}
RETURNS: dict[str, Callable[[np.ndarray, np.ndarray], Any]] = {  # output, weights -> what is returned
    "array": lambda output, A: output,
    "with weights": lambda output, A: (output, A),
    "list": lambda output, A: output.tolist(),
    "float32": lambda output, A: output.astype(np.float32),
    "column order": lambda output, A: np.asfortranarray(output),
}
NORMS: dict[str, Callable[[np.ndarray], np.ndarray] | None] = {
    "given": None,
    "epsilon 1e-5": lambda x: (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5),
    "std + epsilon": lambda x: (x - x.mean(-1, keepdims=True)) / (x.std(-1, keepdims=True) + 1e-6),
    "no epsilon": lambda x: ((x.T - x.mean(axis=1)) / x.std(axis=1)).T,
}
NETWORKS: dict[str, Callable[[Callable, np.ndarray], np.ndarray]] = {
    "whole matrix": lambda feed_forward, h: feed_forward(h),
    "token by token": lambda feed_forward, h: np.array([feed_forward(row) for row in h]),
}


def styles() -> Iterator[tuple[str, dict[str, Callable]]]:
    """Every combination: its name, and the functions of a student who writes so."""
    for projected, *names in product((False, True), SOFTMAXES, RETURNS, NORMS, NETWORKS):
        softmax, returned, norm, network = names
        functions = _submission(projected, SOFTMAXES[softmax], RETURNS[returned], NORMS[norm], NETWORKS[network])
        yield ", ".join(["projected" if projected else "weights", *names]), functions


def _submission(
    projected: bool, softmax: Callable, returned: Callable, norm: Callable | None, network: Callable
) -> dict[str, Callable]:
    def self_attention(X: np.ndarray, query: np.ndarray, key: np.ndarray, value: np.ndarray) -> Any:
        Q, K, V = (query, key, value) if projected else reference.project(X, query, key, value)  # 3 x (n, d_k)
        A = softmax(Q @ K.T / np.sqrt(K.shape[1]))  # (n, d_k) @ (d_k, n) -> (n, n)
        return returned(A @ V, A)  # (n, n) @ (n, d_k) -> (n, d_k)

    def encoder_layer(
        x: np.ndarray,
        *weights: np.ndarray,
        self_attention: Callable = self_attention,
        feed_forward: Callable = misconceptions.drawn_network,
        layer_norm: Callable = reference.layer_norm,
    ) -> np.ndarray:
        normalise = norm or layer_norm
        matrices = reference.project(x, *weights[:3]) if projected else weights[:3]
        attended = self_attention(x, *matrices)
        output = np.asarray(attended[0] if isinstance(attended, tuple) else attended)
        h = normalise(x + output @ weights[3])  # (n, d_k) @ (d_k, d_model) -> (n, d_model)
        return normalise(h + network(feed_forward, h))  # (n, d_model)

    return {"self_attention": self_attention, "encoder_layer": encoder_layer}
