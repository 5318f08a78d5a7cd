"""Question 2, encoder_layer: in how many ways an answer may be right, and what a wrong one has in common with slips."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import repeat
from typing import Any

import numpy as np

from autograder.checks import (
    Call,
    Evidence,
    Failure,
    Figure,
    Mismatch,
    Slip,
    Student,
    as_matrix,
    depends_on_inputs,
    first_accepted,
    has_shape,
)
from solutions.lista8 import lending, misconceptions, model_layer, reference
from solutions.lista8.at_once import Apply, Once, call, outputs
from solutions.lista8.cases import SIZES, Case, draw_case, draw_seed
from solutions.lista8.observing import worth_asking
from solutions.lista8.tracing import observe_encoder

SQUARE = (4, 6, 6)  # d_k = d_model: what forgets Wo has a result here. For the diagnosis only
AGAIN_NOTE = "Um erro da questão 1 (ou outra ordem de sorteios) não foi descontado de novo aqui."
Compare = Callable[[np.ndarray, np.ndarray], None]


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


def check_outputs(student: Student, rng: np.random.Generator, compare: Compare) -> Iterable[str]:
    """Compare the student's output with the reference's in each of WAYS.

    An error in question 1, or another order of random draws, is not charged here. layer_norm is not lent: it is given
    and draws nothing, so that a wrong one is the answer's own mistake.
    """
    seed = draw_seed(rng)
    cases, square = [draw_case(seed, size) for size in SIZES], draw_case(seed, SQUARE)

    def attempt(way: Way) -> tuple[str, ...]:
        try:
            student.ahead(_call(case, way, in_pair=False) for case in cases)
            own = [_own_attention(student, case) if way.own_attention else None for case in cases]
            actual = [as_matrix(run(student, case, way)) for case in cases]
            for case, attention, found in zip(cases, own, actual, strict=True):
                compare(found, _right(case, way) if attention is None else _around(attention, case, way))
        except Failure as failure:
            if worth_asking(failure):
                failure.evidence = None if way.own_attention else partial(_evidence, student, [square, *cases], way)
                failure.observe = partial(observe_encoder, student, failure, cases[0])
                failure.figures = partial(_figures, failure)
            raise
        return (AGAIN_NOTE,) if way != WAYS[0] else ()

    return first_accepted([partial(attempt, way) for way in WAYS])


def run(student: Student, case: Case, way: Way) -> Any:
    """Call encoder_layer; if it breaks on a lent self_attention, with one that returns (output, weights) in a pair."""

    def attempt(in_pair: bool) -> Any:
        call = _call(case, way, in_pair)
        return student.call(call.name, *call.args, seed=call.seed, provide=call.provide)

    return first_accepted([partial(attempt, in_pair) for in_pair in ((False, True) if way.lend else (False,))])


def _call(case: Case, way: Way, in_pair: bool) -> Call:
    """What is asked of encoder_layer; in_pair: whether the lent self_attention returns (output, weights)."""
    lent = {
        "self_attention": partial(lending.attention, len(case.X), in_pair),
        "feed_forward": partial(lending.network, case.W1, case.W2),
    }
    return Call("encoder_layer", case.layer, case.network_seed, {name: lent[name] for name in way.lend})


@lru_cache(maxsize=64)
def _right(case: Case, way: Way) -> np.ndarray:
    return _around(case.attention, case, way)


def _around(attention: np.ndarray, case: Case, way: Way) -> np.ndarray:
    """The right layer around an attention."""
    weights = case.W1, case.W2
    if "feed_forward" not in way.lend:  # what the handout's feed_forward draws from the seed
        weights = _drawn(case.network_seed, case.size[1])[0]
    return reference.add_and_norm_twice(case.X, attention, case.Wo, *weights)


def _own_attention(student: Student, case: Case) -> np.ndarray:
    """What the student's self_attention makes of a case: (n, d_k), and not the same for every token."""

    def attempt(projected: bool) -> np.ndarray:
        output = as_matrix(student.call("self_attention", *case.reading(projected)))
        has_shape(output, (len(case.X), case.Wv.shape[1]))
        depends_on_inputs(output, np.broadcast_to(output.mean(axis=0), output.shape))
        return output

    return first_accepted([partial(attempt, False), partial(attempt, True)])


def _evidence(student: Student, cases: list[Case], way: Way) -> Evidence:
    """What the student's layer gives in one way, and what known slips give."""
    cases = sorted(cases, key=lambda case: _answer(student, case, way) is None)  # those that have an answer come first
    return _compared([_answer(student, case, way) for case in cases], cases, way)


def foreseen(seed: int) -> list[Evidence]:
    """What nearly all wrong answers are going to be compared with first; the answers are missing."""
    return [_compared([], [draw_case(seed, SQUARE)], way) for way in WAYS if not way.own_attention]


def _compared(actual: list[np.ndarray | None], cases: list[Case], way: Way) -> Evidence:
    """An answer's outputs, and what known slips give: those of the attention only if it is not lent."""
    right = [_right(case, way) for case in cases]
    predict, first = partial(_predict, cases, way), partial(_first, cases[0], way)
    if not way.lend:
        return Evidence(actual, predict, misconceptions.SLIPS, right, 2, first)
    together = 3 if "feed_forward" in way.lend else 2  # where most answers go through, and where few do
    slips = misconceptions.ENCODER_SLIPS + misconceptions.ROLE_SLIPS
    return Evidence(actual, predict, slips, right, together, first)


def _answer(student: Student, case: Case, way: Way) -> np.ndarray | None:
    try:
        return as_matrix(run(student, case, way))
    except Failure:
        return None


def _predict(cases: list[Case], way: Way, *slips: Slip) -> Iterator[np.ndarray | None]:
    for case in cases:
        try:
            yield misconceptions.encoder(slips, case.layer, _network(case, way))
        except ValueError:
            yield None


def _first(case: Case, way: Way, combinations: Sequence[Sequence[Slip]]) -> list[np.ndarray | None]:
    once = Once()
    prepare = partial(misconceptions.prepared_encoder, once)
    return outputs(partial(prepare, slips, case.layer, _network(case, way, once)) for slips in combinations)


def _network(case: Case, way: Way, apply: Apply = call) -> Callable[..., np.ndarray]:
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
