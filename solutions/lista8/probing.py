"""The attention matrix: with X = V = I_n the output of self_attention is A itself, whichever the reading.

Only an output that is A V for another V too is told to be weights: what is said of it must be true of the softmax.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.rubric import RANDOM, Mismatch, close, has_shape, or_none, rows_sum_to_one
from solutions.lista8 import reference
from solutions.lista8.cases import Arguments

SIZES = (4, 7, 7)  # n of the probes; the last two differ in query and key alone
SHOULD = "Quando X e value são matrizes identidade, a saída deveria ser a matriz de pesos de atenção, mas "
NOT_WEIGHTS = {  # by what does not hold of an output that is not weights
    "negative": SHOULD + "tem números negativos.",
    "row sums": SHOULD + "as suas linhas não somam 1.",
}
UNWEIGHTED = " Com outra value, a saída não é essa matriz vezes V: confira também como V entra na conta."
NO_VALUE = " A saída não muda quando muda value."
SAME = "Os pesos não mudam quando mudam query e key."
NOT_BOTH = "A saída não muda com X nem com value, e depende só de uma das matrizes query e key."
Ask = Callable[..., np.ndarray]  # (X, query, key, value), seed=... -> the output; raises Failure


@dataclass(frozen=True, eq=False)
class Probes:
    """Inputs that show the attention matrix, the right ones, and a matrix to put in the place of the first X or V."""

    inputs: list[Arguments]
    right: list[np.ndarray]
    other: np.ndarray


def draw_probes(rng: np.random.Generator) -> Probes:
    """Probes of SIZES, with random query and key."""
    inputs = [(np.eye(n), *rng.standard_normal((2, n, n)), np.eye(n)) for n in SIZES]
    right = [reference.attention_weights(query, key) for _, query, key, _ in inputs]
    return Probes(inputs, right, rng.standard_normal((SIZES[0], SIZES[0])))


def check(ask: Ask, probes: Probes) -> None:
    """Raise Mismatch unless the probes show attention weights. Who shows the right ones is asked nothing more."""
    shown = [ask(*probe) for probe in probes.inputs]
    if all(map(close, shown, probes.right)):
        return
    for A, n in zip(shown, SIZES, strict=True):
        has_shape(A, (n, n))
    if are_weights(ask, probes, shown[0]):
        property_of(shown)
        return
    if not close(or_none(ask, *probes.inputs[0], seed=1), shown[0]):
        raise Mismatch("property", RANDOM)
    unused = close(_other_value(ask, probes), shown[0])
    try:
        property_of(shown)
    except Mismatch as problem:
        if problem.kind not in NOT_WEIGHTS:
            raise
        raise Mismatch("property", NOT_WEIGHTS[problem.kind] + (NO_VALUE if unused else UNWEIGHTED)) from None
    if unused:
        _require_dependence(ask, probes, shown)


def property_of(shown: list[np.ndarray]) -> None:
    """Raise Mismatch unless matrices that the probes show are weights that depend on query and key."""
    for A, n in zip(shown, SIZES, strict=True):
        rows_sum_to_one(A, n)
    if close(shown[1], shown[2]):  # or an answer that returns X or value unread would pass
        raise Mismatch("property", SAME)


def are_weights(ask: Ask, probes: Probes, A: np.ndarray) -> bool:
    """Whether A, which the first probe showed, multiplies another V too; then nothing in it is drawn."""
    return close(_other_value(ask, probes), A @ probes.other)


def _other_value(ask: Ask, probes: Probes) -> np.ndarray | None:
    return or_none(ask, *probes.inputs[0][:3], probes.other, seed=1)


def _require_dependence(ask: Ask, probes: Probes, shown: list[np.ndarray]) -> None:
    """Raise Mismatch if X, like value, has no effect, and one of query and key has none either."""
    if not close(or_none(ask, probes.other, *probes.inputs[0][1:]), shown[0]):
        return
    (X, query, key, value), (_, other_query, other_key, _) = probes.inputs[1:]
    for changed in ((X, other_query, key, value), (X, query, other_key, value)):
        if close(or_none(ask, *changed), shown[1]):
            raise Mismatch("property", NOT_BOTH)
