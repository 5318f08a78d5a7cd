"""Where in the encoder layer a difference first appears: with right functions lent, the judge sees what they get."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any

import numpy as np

from autograder.rubric import (
    Failure,
    Provided,
    Student,
    StudentError,
    as_matrix,
    close,
    observe_arguments,
    observe_exception,
    or_none,
)
from solutions.lista8 import lending, reference
from solutions.lista8.cases import EXAMPLE_SIZE, Case, draw_case
from solutions.lista8.facts import EXAMPLE, EXCEPTIONS
from solutions.lista8.ways import BOTH, Way, answer, followed

NORM_WRONG = "Com a layer_norm dada no lugar da sua, a saída está certa: a diferença está na sua layer_norm."
NO_NORM = "A função layer_norm não foi chamada."
NO_NETWORK = "A função feed_forward não foi chamada."
FIRST_HALF_RIGHT = "Até a primeira “Add & Norm” está tudo certo."
FIRST_HALF_WRONG = (
    "A diferença aparece já antes da primeira normalização: o que layer_norm recebeu não é a soma de x com a saída da "
    "atenção (já multiplicada por Wo)."
)
NETWORK_WRONG = "A diferença aparece na entrada da feed-forward."
SECOND_SUM_WRONG = "A rede feed-forward recebeu a entrada certa; a diferença aparece na segunda soma."
MIXED = (
    "A sua self_attention lê query, key e value como {own}, mas a sua encoder_layer passa a ela {passed}: cada uma "
    "segue uma das duas leituras do enunciado, e juntas elas não funcionam. Use a mesma leitura nas duas questões."
)
READINGS = ("matrizes de pesos", "matrizes já projetadas")  # of BOTH
LAST_STEP_WRONG = "A segunda soma está certa; a diferença aparece na última normalização ou depois dela."
ALL_LENT = Way(("self_attention", "feed_forward"))


@dataclass
class Trace:
    """What the lent functions of one call were given, in order, and what the call returned."""

    norms: list[np.ndarray] = field(default_factory=list)
    networks: list[np.ndarray] = field(default_factory=list)
    output: np.ndarray | None = None


def trace(student: Student, case: Case, in_pair: bool) -> Trace:
    """Call encoder_layer with everything lent. A call that stops with an error leaves what came before it."""
    seen = Trace()
    lent = _lent(case, in_pair) | {"layer_norm": lending.norm}
    for name, kept in (("feed_forward", seen.networks), ("layer_norm", seen.norms)):
        lent[name] = _watched(lent[name], kept)
    seen.output = or_none(_output, student, case, *case.layer, seed=case.network_seed, lent=lent)
    return seen


def _watched(function: Callable, seen: list[np.ndarray]) -> Callable:
    """The function, which keeps the argument that it is called with."""

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        seen.extend(np.asarray(value, dtype=np.float64) for value in (*arguments, *named.values()))
        return result

    return call


def observe_encoder(student: Student, failure: Failure, case: Case) -> Iterator[str]:
    """Sentences on an encoder_layer that nothing explains."""
    yield from observe_exception(failure, EXCEPTIONS)
    if failure.kind == "not an array":  # what is wrong with the result is told already
        return
    if (mixed := _mixed(student, case)) is not None:
        yield mixed
        return
    seen = trace(student, case, in_pair=False)
    if seen.output is None:
        seen = max(seen, trace(student, case, in_pair=True), key=lambda one: len(one.norms))
    stopped = isinstance(failure, StudentError)  # perhaps at the very call: what was not reached tells nothing
    yield from (told for told in _compared(seen, case) if not (stopped and told in (NO_NORM, NO_NETWORK)))
    example = draw_case(case.seed, EXAMPLE_SIZE)
    ask, ask_example = (partial(or_none, _output, student, one) for one in (case, example))
    if close(ask_example(*example.layer), _right(example)):
        yield EXAMPLE
    elif seen.output is not None:
        yield from observe_arguments(ask, case.layer, ("x", "Wq", "Wk", "Wv", "Wo"))


def _mixed(student: Student, case: Case) -> str | None:
    """What is told of a layer that has a result only with a self_attention of another reading than the student's."""
    own = followed(student, case.seed)
    if answer(student, case, ALL_LENT, own) is not None or answer(student, case, ALL_LENT, BOTH) is None:
        return None
    return MIXED.format(own=READINGS[own[0]], passed=READINGS[not own[0]])


def _right(case: Case) -> np.ndarray:
    return reference.add_and_norm_twice(case.X, case.attention, case.Wo, case.W1, case.W2)


def _compared(seen: Trace, case: Case) -> Iterator[str]:
    """The first step at which what was seen is not what is right."""
    total = case.X + case.attention @ case.Wo  # (n, d_k) @ (d_k, d_model) -> (n, d_model)
    h = reference.layer_norm(total)
    last = h + reference.feed_forward(h, case.W1, case.W2)
    if close(seen.output, reference.layer_norm(last)):
        yield NORM_WRONG
    elif not seen.norms:
        yield NO_NORM
    elif any(found.shape != total.shape for found in (*seen.norms, *seen.networks)):
        return  # token by token: not followed
    elif not close(seen.norms[0], total):
        yield FIRST_HALF_WRONG
    else:
        yield FIRST_HALF_RIGHT
        yield from _second_half(seen, h, last)


def _second_half(seen: Trace, h: np.ndarray, last: np.ndarray) -> Iterator[str]:
    if not seen.networks:
        yield NO_NETWORK
    elif not close(seen.networks[0], h):
        yield NETWORK_WRONG
    elif len(seen.norms) > 1:
        yield LAST_STEP_WRONG if close(seen.norms[-1], last) else SECOND_SUM_WRONG


def _output(
    student: Student, case: Case, *arguments: np.ndarray, seed: int | None = None, lent: Provided | None = None
) -> np.ndarray:
    """The layer's output with functions lent; a right attention and network of the case, when none are named."""
    provide = lent or _lent(case, in_pair=False)
    return as_matrix(student.call("encoder_layer", *arguments, seed=seed, provide=provide))


def _lent(case: Case, in_pair: bool) -> dict[str, Callable]:
    return {
        "self_attention": partial(lending.attention, len(case.X), in_pair, BOTH),
        "feed_forward": partial(lending.network, case.W1, case.W2),
    }
