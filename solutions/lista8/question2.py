"""Question 2, encoder_layer: in how many ways an answer may be right, and what a wrong one has in common with slips."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import Any

import numpy as np

from autograder.rubric import (
    Apply,
    Attempt,
    Call,
    Explanation,
    Failure,
    Figure,
    Memo,
    Mismatch,
    Slip,
    Student,
    Symptoms,
    accepted,
    as_matrix,
    close,
    compare_all,
    depends_on_inputs,
    directly,
    equals,
    finish,
    finish_all,
    first_accepted,
    has_shape,
    predictions,
    switches_of,
    worth_asking,
)
from solutions.lista8 import misconceptions, model_layer, reference
from solutions.lista8.cases import SIZES, Case, draw_seed
from solutions.lista8.depending import require_dependence
from solutions.lista8.tracing import observe_encoder
from solutions.lista8.ways import BOTH, WAYS, Way, answer, call_of, draw, readings_of, run

SQUARE = (4, 6, 6)  # d_k = d_model: what forgets Wo has a result here. For the diagnosis only
AGAIN_NOTE = "Um erro da questão 1 (ou outra ordem de sorteios) não foi descontado de novo aqui."
Compare = Callable[[np.ndarray, np.ndarray], None]


def check_outputs(student: Student, rng: np.random.Generator, compare: Compare, alive: bool = False) -> Iterable[str]:
    """Compare the student's output with the reference's in each of WAYS; alive: one that is not right must be no noise.

    An error in question 1, or another order of random draws, is not charged here. layer_norm is not lent: it is given
    and draws nothing, so that a wrong one is the answer's own mistake.
    """
    return _check(student, draw_seed(rng), compare, alive)


def _check(student: Student, seed: int, compare: Compare, alive: bool = False) -> Iterable[str]:
    cases, square = [draw(seed, size) for size in SIZES], draw(seed, SQUARE)

    def attempt(way: Way) -> tuple[str, ...]:
        actual, right = _answered(student, cases, way)
        compare_all(compare, actual, right)
        if alive and not all(map(close, actual, right)) and not accepted(partial(_check, student, seed, equals)):
            require_dependence(student, cases[0], way, actual[0])
        return (AGAIN_NOTE,) if way != WAYS[0] else ()

    def explain(way: Way, failure: Failure) -> Explanation:
        if not worth_asking(failure):
            return Explanation()
        return Explanation(
            None if way.own_attention else partial(_symptoms, student, [square, *cases], way),
            partial(_passes, cases, way, compare),
            partial(observe_encoder, student, failure, cases[0]),
            partial(_figures, failure),
        )

    return first_accepted([Attempt(partial(attempt, way), partial(explain, way)) for way in WAYS])


def _answered(student: Student, cases: list[Case], way: Way) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The outputs for the cases, and the right ones."""
    readings = readings_of(student, cases[0].seed, way)
    student.ahead(call_of(case, way, readings=readings) for case in cases)
    actual = [as_matrix(run(student, case, way, readings)) for case in cases]
    if not way.own_attention:
        return actual, [_right(case, way) for case in cases]
    attended = _own_attentions(student, cases)
    return actual, [_around(output, case, way) for output, case in zip(attended, cases, strict=True)]


def _passes(cases: list[Case], way: Way, compare: Compare, slips: Sequence[Slip]) -> bool:
    """Whether an answer with these slips would pass."""
    right = [_right(case, way) for case in cases]
    return accepted(partial(compare_all, compare, _predict(cases, way, *slips), right))


@lru_cache(maxsize=64)
def _right(case: Case, way: Way) -> np.ndarray:
    return _around(case.attention, case, way)


def _around(attention: np.ndarray, case: Case, way: Way) -> np.ndarray:
    """The right layer around an attention."""
    weights = case.W1, case.W2
    if "feed_forward" not in way.lend:  # what the handout's feed_forward draws from the seed
        weights = _drawn(case.network_seed, case.size[1])[0]
    return reference.add_and_norm_twice(case.X, attention, case.Wo, *weights)


def _own_attentions(student: Student, cases: Sequence[Case]) -> list[np.ndarray]:
    """What the student's self_attention makes of the cases, in the first reading that has such outputs for all.

    They are (n, d_k), and not the same for every token.
    """

    def ask(case: Case, projected: bool) -> np.ndarray:
        output = as_matrix(student.call("self_attention", *case.reading(projected)))
        has_shape(output, case.attention.shape)
        depends_on_inputs(output, np.broadcast_to(output.mean(axis=0), output.shape))
        return output

    def attempt(projected: bool) -> list[np.ndarray]:
        student.ahead(Call("self_attention", case.reading(projected)) for case in cases)
        return [ask(case, projected) for case in cases]

    return first_accepted([partial(attempt, projected) for projected in BOTH])


def _symptoms(student: Student, cases: list[Case], way: Way) -> Symptoms:
    """What the student's layer gives in one way, and what known slips give."""
    readings = readings_of(student, cases[0].seed, way)
    answers = [(answer(student, case, way, readings), case) for case in cases]
    answers.sort(key=lambda pair: pair[0] is None)  # those that have an answer come first
    actual, ordered = zip(*answers, strict=True)
    return _compared(list(actual), list(ordered), way)


def bank_inputs(seed: int) -> list[Symptoms]:
    """What nearly all wrong answers are going to be compared with first; the answers are missing."""
    return [_compared([], [draw(seed, SQUARE)], way) for way in WAYS if not way.own_attention]


def _compared(actual: list[np.ndarray | None], cases: list[Case], way: Way) -> Symptoms:
    """An answer's outputs, and what known slips give: those of the attention only if it is not lent."""
    expected = [_right(case, way) for case in cases]
    predict, many = partial(_predict, cases, way), partial(_predict_many, cases[0], way)
    if not way.lend:
        return Symptoms(actual, predict, misconceptions.SLIPS, expected, 2, many)
    max_slips = 3 if "feed_forward" in way.lend else 2  # where most answers go through, and where few do
    slips = misconceptions.ENCODER_SLIPS + misconceptions.ROLE_SLIPS
    return Symptoms(actual, predict, slips, expected, max_slips, many)


def _predict(cases: list[Case], way: Way, *slips: Slip) -> Iterable[np.ndarray | None]:
    return predictions(partial(_layer, way), cases, *slips)


def _layer(way: Way, case: Case, **switches: Any) -> np.ndarray:
    return finish(misconceptions.prepared_encoder(directly, switches, case.layer, _network(case, way)))


def _predict_many(case: Case, way: Way, combinations: Sequence[Sequence[Slip]]) -> list[np.ndarray | None]:
    memo = Memo()
    prepare = partial(misconceptions.prepared_encoder, memo)
    made = map(switches_of, combinations)
    return finish_all(partial(prepare, switches, case.layer, _network(case, way, memo)) for switches in made)


def _network(case: Case, way: Way, apply: Apply = directly) -> Callable[..., np.ndarray]:
    """The feed-forward network with the case's weights when lent, else with those that it draws from the seed."""
    lent = "feed_forward" in way.lend
    weights = repeat((case.W1, case.W2)) if lent else iter(_drawn(case.network_seed, case.size[1]))

    def network(x: np.ndarray, activation: str = "relu") -> np.ndarray:
        return apply(model_layer.NETWORKS[activation], x, *next(weights))

    return network


@lru_cache(maxsize=64)
def _drawn(seed: int, d_model: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The weights of as many calls of the handout's feed_forward as a known slip makes."""
    random = np.random.RandomState(seed)
    return [reference.feed_forward_weights(random, d_model) for _ in range(2)]


def _figures(failure: Failure) -> list[Figure]:
    """The statistics of each row against what they should be."""
    if not isinstance(failure, Mismatch) or failure.kind != "row statistics":
        return []
    titles = ("Média de cada linha", "Variância de cada linha")
    return [
        Figure("bars", title, float(failure.expected[index]), failure.actual[:, index])
        for index, title in enumerate(titles)
    ]
