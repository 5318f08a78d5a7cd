"""The ways to run an answer to question 2: what is lent to it, around which attention, in which reading."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder.rubric import Call, Student, accepted, as_matrix, equals, first_accepted, or_none
from solutions.lista8 import lending
from solutions.lista8.cases import LAYER_SCALE, SIZES, Case, draw_case

Readings = tuple[bool, ...]
BOTH = (False, True)  # readings of query, key and value: weight matrices, projected matrices


@dataclass(frozen=True)
class Way:
    """A way to run an answer to question 2: with which functions lent to it, around which attention."""

    lend: tuple[str, ...] = ()
    own_attention: bool = False  # right is what follows from the student's own self_attention


WAYS = (  # an answer counts if it is right in one of them; nothing is lent before all is asked that could answer
    Way(),  # as submitted; np.random is seeded, so that the weights that feed_forward draws are known
    Way(own_attention=True),  # an answer whose attention is wrong, by whatever road it is reached
    Way(("self_attention", "feed_forward")),
    Way(("self_attention",)),  # an answer that writes its feed-forward network itself
)


def draw(seed: int, size: tuple[int, int, int]) -> Case:
    """A case of question 2."""
    return draw_case(seed, size, LAYER_SCALE)


def run(student: Student, case: Case, way: Way, readings: Readings | None = None) -> Any:
    """Call encoder_layer; if it breaks on a lent self_attention, with one that returns (output, weights) in a pair.

    readings: that the lent self_attention takes, by default those that the student's own follows.
    """
    readings = readings or readings_of(student, case.seed, way)

    def attempt(in_pair: bool) -> Any:
        call = call_of(case, way, in_pair, readings)
        return student.call(call.name, *call.args, seed=call.seed, provide=call.provide)

    pairs = (False, True) if "self_attention" in way.lend else (False,)
    return first_accepted([partial(attempt, in_pair) for in_pair in pairs])


def call_of(case: Case, way: Way, in_pair: bool = False, readings: Readings = BOTH) -> Call:
    """What is asked of encoder_layer; in_pair, readings: of the lent self_attention, see lending.attention."""
    lent = {
        "self_attention": partial(lending.attention, len(case.X), in_pair, readings),
        "feed_forward": partial(lending.network, case.W1, case.W2),
    }
    return Call("encoder_layer", case.layer, case.network_seed, {name: lent[name] for name in way.lend})


def answer(student: Student, case: Case, way: Way, readings: Readings | None = None) -> np.ndarray | None:
    """What `run` gives, or None when that is no matrix."""
    return or_none(lambda: as_matrix(run(student, case, way, readings)))


def readings_of(student: Student, seed: int, way: Way) -> Readings:
    """The readings that a self_attention takes that is lent in a way; both if none is."""
    return followed(student, seed) if "self_attention" in way.lend else BOTH


def followed(student: Student, seed: int) -> Readings:
    """The readings in which the student's own self_attention is right; both when it is right in none.

    A layer that calls it in the other reading has no result in the student's notebook, and is lent none.
    """
    case = draw(seed, SIZES[0])
    return tuple(projected for projected in BOTH if _is_right(student, case, projected)) or BOTH


def _is_right(student: Student, case: Case, projected: bool) -> bool:
    ask = partial(student.call, "self_attention", *case.reading(projected))
    return accepted(lambda: equals(as_matrix(ask()), case.attention))
