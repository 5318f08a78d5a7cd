"""The six automatic checks of Lista 8. Each docstring is the sentence that the student reads.

Points depend only on what the handout promises: X (n, d_model), weights (d_model, d_k) or projected matrices (n, d_k),
Wo (d_k, d_model). The secret sizes n, d_model, d_k are all different, because six of forty wrong answers found in
public code are exactly right on 4 x 4 inputs. Symbols as in reference.py.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder.checks import (
    Evidence,
    Refusal,
    Slip,
    Student,
    as_matrix,
    check,
    depends_on_inputs,
    equals,
    first_accepted,
    has_shape,
    row_stats,
    rows_sum_to_one,
)
from solutions.lista8 import misconceptions, reference

SIZES = ((5, 7, 3), (4, 10, 6), (9, 6, 2))  # n, d_model, d_k
PROBE_SIZES = (4, 7, 7)  # n of the probes for the attention matrix; the last two differ in query and key alone
LENT_SIZE = 100  # rows and columns that a lent function takes: what it computes stays small
Compare = Callable[[np.ndarray, np.ndarray, Evidence], None]

TUPLE_NOTE = (
    "Sua função devolve vários valores; o primeiro foi usado como saída. Está certo, mas o enunciado pede só um."
)
AGAIN_NOTE = "Um erro da questão 1 (ou outra ordem de sorteios) não foi descontado de novo aqui."


@dataclass(frozen=True)
class Case:
    """Secret inputs of one size, scaled so that the scores stay near 1 and no softmax saturates.

    The epsilon of an own layer norm does not matter: the first norm's only scales a row of h, which the second undoes,
    and the second divides by a variance of about 2 d_model^2.
    """

    X: np.ndarray  # (n, d_model)
    Wq: np.ndarray  # (d_model, d_k)
    Wk: np.ndarray  # (d_model, d_k)
    Wv: np.ndarray  # (d_model, d_k)
    Wo: np.ndarray  # (d_k, d_model)
    W1: np.ndarray  # (d_model, 4 d_model)
    W2: np.ndarray  # (4 d_model, d_model)
    seed: int  # of np.random, for an answer that draws its own feed-forward weights

    @classmethod
    def draw(cls, rng: np.random.Generator, n: int, d_model: int, d_k: int) -> "Case":
        X = rng.standard_normal((n, d_model))
        Wq, Wk, Wv = rng.standard_normal((3, d_model, d_k)) / np.sqrt(d_model)
        Wo = rng.standard_normal((d_k, d_model))
        W1, W2 = rng.standard_normal((d_model, 4 * d_model)), rng.standard_normal((4 * d_model, d_model))
        return cls(X, Wq, Wk, Wv, Wo, W1, W2, int(rng.integers(2**32)))


# Question 1: self_attention(X, query, key, value)


@check
def q1_formato(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de self_attention tem uma linha por token e d_k colunas, para matrizes de vários tamanhos."""
    return _attention_check(student, rng, lambda actual, expected, why: has_shape(actual, expected.shape, why))


@check
def q1_soma_das_linhas(student: Student, rng: np.random.Generator) -> None:
    """Os pesos de atenção não são negativos, somam 1 em cada linha e dependem de query e key."""
    # With X = V = I_n the output is the attention matrix itself, whichever the reading of query, key and value.
    probes = [(np.eye(n), rng.standard_normal((n, n)), rng.standard_normal((n, n)), np.eye(n)) for n in PROBE_SIZES]
    weights = [as_matrix(student.call("self_attention", *probe)) for probe in probes]
    right = [reference.attention_weights(query, key) for _, query, key, _ in probes]
    evidence = Evidence(weights, partial(_predict_attention, probes, False), misconceptions.ATTENTION_SLIPS, right)
    for n, A in zip(PROBE_SIZES, weights, strict=True):
        rows_sum_to_one(A, n, evidence)
    depends_on_inputs(*weights[-2:], evidence)  # or an answer that returns X or value unread would pass


@check
def q1_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de self_attention é softmax(Q Kᵀ / √d_k) V em matrizes sorteadas."""
    return _attention_check(student, rng, equals)


def _attention_check(student: Student, rng: np.random.Generator, compare: Compare) -> Iterable[str]:
    """Compare the student's output with the reference's under either reading of query, key and value."""
    cases = [Case.draw(rng, *size) for size in SIZES]
    expected = [reference.self_attention(case.X, case.Wq, case.Wk, case.Wv) for case in cases]

    def attempt(projected: bool) -> tuple[str, ...]:
        inputs = [_reading(case, projected) for case in cases]
        values = [student.call("self_attention", *arguments) for arguments in inputs]
        actual = [as_matrix(value) for value in values]
        predict = partial(_predict_attention, inputs, projected)
        why = Evidence(actual, predict, misconceptions.ATTENTION_SLIPS, expected)
        for found, right in zip(actual, expected, strict=True):
            compare(found, right, why)
        return (TUPLE_NOTE,) if any(isinstance(value, tuple) for value in values) else ()

    return first_accepted([partial(attempt, False), partial(attempt, True)])


def _reading(case: Case, projected: bool) -> tuple[np.ndarray, ...]:
    matrices = (case.Wq, case.Wk, case.Wv)
    return (case.X, *(reference.project(case.X, *matrices) if projected else matrices))


def _predict_attention(inputs: list[tuple], projected: bool, slip: Slip) -> Iterable[np.ndarray]:
    for arguments in inputs:
        yield misconceptions.attention(*arguments, projected=projected, **slip.switches)


# Question 2: encoder_layer(x, Wq, Wk, Wv, Wo)


@check
def q2_formato(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de encoder_layer tem o mesmo formato da entrada x."""
    return _encoder_check(student, rng, lambda actual, expected, why: has_shape(actual, expected.shape, why))


@check
def q2_estatisticas(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Cada linha da saída de encoder_layer tem média 0 e variância 1: a última operação é a normalização."""
    return _encoder_check(student, rng, lambda actual, expected, why: row_stats(actual, expected.shape, 0.0, 1.0, why))


@check
def q2_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de encoder_layer é LayerNorm(h + FeedForward(h)), com h = LayerNorm(x + Atenção(x) Wo)."""
    return _encoder_check(student, rng, equals)


@dataclass(frozen=True)
class Way:
    """A way to run an answer to question 2: with which functions lent to it, around which attention."""

    lend: tuple[str, ...] = ()
    own_attention: bool = False  # right is what follows from the student's own self_attention


WAYS = (  # an answer counts if it is right in one of them
    Way(),  # as submitted; np.random is seeded, so that the weights that feed_forward draws are known
    Way(("self_attention", "feed_forward")),
    Way(("self_attention",)),  # an answer that writes its feed-forward network itself
    Way(own_attention=True),  # an answer that reaches its self_attention by another road than its name
)


def _encoder_check(student: Student, rng: np.random.Generator, compare: Compare) -> Iterable[str]:
    """Compare the student's output with the reference's in each of WAYS.

    An error in question 1, or another order of random draws, is not charged here. layer_norm is not lent: it is given
    and draws nothing, so that a wrong one is the answer's own mistake.
    """
    cases = [Case.draw(rng, *size) for size in SIZES]

    def attempt(way: Way) -> tuple[str, ...]:
        attention = [_own_attention(student, case) if way.own_attention else None for case in cases]
        actual = [as_matrix(_run_encoder(student, case, way)) for case in cases]
        slips = misconceptions.ENCODER_SLIPS + (() if way.lend else misconceptions.ATTENTION_SLIPS)
        right = [_right_output(case, way, own) for case, own in zip(cases, attention, strict=True)]
        why = None if way.own_attention else Evidence(actual, partial(_predict_encoder, cases, way), slips, right)
        for expected, found in zip(right, actual, strict=True):
            compare(found, expected, why)
        return (AGAIN_NOTE,) if way != WAYS[0] else ()

    return first_accepted([partial(attempt, way) for way in WAYS])


def _run_encoder(student: Student, case: Case, way: Way) -> Any:
    """Call encoder_layer; if it breaks on a lent self_attention, with one that returns (output, weights) in a pair."""

    def attempt(in_pair: bool) -> Any:
        lent = {
            "self_attention": partial(_lent_attention, len(case.X), in_pair),
            "feed_forward": partial(_lent_network, case.W1, case.W2),
        }
        provide = {name: lent[name] for name in way.lend}
        return student.call("encoder_layer", *_encoder_inputs(case), seed=case.seed, provide=provide)

    return first_accepted([partial(attempt, False), partial(attempt, True)] if way.lend else [partial(attempt, False)])


def _right_output(case: Case, way: Way, attention: np.ndarray | None) -> np.ndarray:
    if attention is None:
        attention = reference.self_attention(case.X, case.Wq, case.Wk, case.Wv)
    return reference.add_and_norm_twice(case.X, attention, case.Wo, *_network(case, way))


def _own_attention(student: Student, case: Case) -> np.ndarray:
    """What the student's self_attention makes of a case: (n, d_k), and not the same for every token."""

    def attempt(projected: bool) -> np.ndarray:
        output = as_matrix(student.call("self_attention", *_reading(case, projected)))
        has_shape(output, (len(case.X), case.Wv.shape[1]))
        depends_on_inputs(output, np.broadcast_to(output.mean(axis=0), output.shape))
        return output

    return first_accepted([partial(attempt, False), partial(attempt, True)])


def _encoder_inputs(case: Case) -> tuple[np.ndarray, ...]:
    return case.X, case.Wq, case.Wk, case.Wv, case.Wo


def _network(case: Case, way: Way) -> tuple[np.ndarray, np.ndarray]:
    """W1 and W2: the case's own when lent, else those that the handout's feed_forward draws from the seed."""
    if "feed_forward" in way.lend:
        return case.W1, case.W2
    return reference.feed_forward_weights(np.random.RandomState(case.seed), case.X.shape[1])


def _predict_encoder(cases: list[Case], way: Way, slip: Slip) -> Iterable[np.ndarray]:
    for case in cases:
        if "feed_forward" in way.lend:
            network = partial(reference.feed_forward, W1=case.W1, W2=case.W2)
        else:
            random = np.random.RandomState(case.seed)

            def network(x: np.ndarray, random: np.random.RandomState = random) -> np.ndarray:
                return reference.feed_forward(x, *reference.feed_forward_weights(random, x.shape[-1]))

        yield misconceptions.encoder(*_encoder_inputs(case), network, **slip.switches)


# Right functions for the student's encoder_layer to call; computed here, never in the student's process.


def _lent_attention(n: int, in_pair: bool, X: Any, query: Any, key: Any, value: Any) -> Any:
    query, key, value = (_lendable(matrix, "self_attention", 2) for matrix in (query, key, value))
    try:
        if len(query) != n:  # weights; n and d_model are never equal here. Else X may be anything
            query, key, value = reference.project(_lendable(X, "self_attention", 2), query, key, value)
        A = reference.attention_weights(query, key)
        return (A @ value, A) if in_pair else A @ value
    except ValueError:
        shapes = ", ".join(str(matrix.shape) for matrix in (query, key, value))
        raise Refusal(f"self_attention recebeu matrizes de formatos incompatíveis: {shapes}") from None


def _lent_network(W1: np.ndarray, W2: np.ndarray, x: Any) -> np.ndarray:
    x = _lendable(x, "feed_forward", 1, 2)
    if x.shape[-1] != len(W1):
        raise Refusal(f"feed_forward recebeu formato {x.shape}; aqui o embedding tem {len(W1)} colunas")
    return reference.feed_forward(x, W1, W2)


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
