"""Right answers in many styles: every one of them must get full marks. Used by the tests of the tests.

A style is one choice for each step that public answers take differently: the reading of the arguments, the softmax,
what is returned, the layer norm, and how the network is called. Wrong answers have styles too, which must not matter.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from scipy import special

from autograder.rubric import switches_of
from solutions.lista8 import misconceptions, model_layer, reference


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


OWN_NORMS: dict[str, dict[str, Any]] = {  # epsilon and ddof of a layer norm that a student writes himself
    "PyTorch's": {"epsilon": 1e-5},
    "timm's": {"epsilon": 1e-6},
    "Keras's": {"epsilon": 1e-3},
    "ddof": {"epsilon": 1e-5, "ddof": 1},
}
DEVIATIONS = {"std + 1e-5": 1e-5, "std + 1e-6": 1e-6, "std + 1e-8": 1e-8}  # epsilon outside the root
TOGETHER = (  # pairs of slips whose outputs are built of parts of different size
    ("pre_ln", "sem_relu"),
    ("pre_ln", "atencao_duas_vezes"),
    ("pre_ln", "sem_primeira_norma"),
    ("pre_ln", "softmax_nas_colunas"),
    ("norma_antes_da_soma", "feed_forward_duas_vezes"),
    ("sem_primeira_residual", "sem_segunda_norma"),
    ("sem_residuais", "sem_normas"),
    ("sem_escala", "softmax_nas_colunas"),
    ("Q_e_K_trocados", "mascara_causal"),
)


def wrong() -> Iterator[tuple[str, dict[str, Callable]]]:
    """Wrong layers around every own norm, and wrong attentions of float32: under no seed may it matter."""
    table = {slip.name: slip for slip in misconceptions.SLIPS}
    for names in (*((name,) for name in table), *TOGETHER):
        slips, reading = [table[name] for name in names], {"projected": len(names[0]) % 2 == 1}
        if all(misconceptions.CHECK_PREFIX[name] == "q1" for name in names):
            yield f"{names}, float32", _rounded(misconceptions.submission(slips, **reading))
            continue
        for style, norm in _own_norms(switches_of(slips)):
            kept = [slip for slip in slips if not slip.switches.keys() & {"norm", "ddof"}]
            yield f"{names}, {style}", _with_norm(misconceptions.submission(kept, **reading), norm)


def _own_norms(switches: dict[str, Any]) -> Iterator[tuple[str, Callable]]:
    """Norms that a student who sets these switches may have written."""
    made = {name: value for name, value in switches.items() if name in ("norm", "ddof")}
    for style, own in OWN_NORMS.items():
        yield style, model_layer.norm_with(**{"norm": "rows"} | own | made)
    if not made:
        yield from ((style, partial(_over_deviation, epsilon=epsilon)) for style, epsilon in DEVIATIONS.items())


def _over_deviation(x: np.ndarray, epsilon: float) -> np.ndarray:
    return (x - x.mean(-1, keepdims=True)) / (x.std(-1, keepdims=True) + epsilon)


def _with_norm(functions: dict[str, Callable], norm: Callable) -> dict[str, Callable]:
    """The functions with a norm that nobody can lend."""

    def encoder_layer(*arguments: np.ndarray, layer_norm: Callable | None = None, **lent: Callable) -> np.ndarray:
        return functions["encoder_layer"](*arguments, layer_norm=norm, **lent)

    return functions | {"encoder_layer": encoder_layer}


def _rounded(functions: dict[str, Callable]) -> dict[str, Callable]:
    def self_attention(*arguments: np.ndarray) -> np.ndarray:
        return functions["self_attention"](*(matrix.astype(np.float32) for matrix in arguments))

    return functions | {"self_attention": self_attention}


def right() -> Iterator[tuple[str, dict[str, Callable]]]:
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
