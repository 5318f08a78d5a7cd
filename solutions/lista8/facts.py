"""What can be said about a self_attention that no known slip explains: observed facts, never a guessed cause."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from autograder.rubric import Failure, Mismatch, Student, as_matrix, close
from solutions.lista8 import probing
from solutions.lista8.cases import EXAMPLE_SIZE, Arguments, Case, draw_case
from solutions.lista8.observing import EXAMPLE, Ask, close_to, of_arguments, of_exception
from solutions.lista8.probing import Probes

NAMES = ("X", "query", "key", "value")
WEIGHTS = "Quando X e value são matrizes identidade, a saída é a matriz de pesos de atenção, e ela está certa."
OTHER_WEIGHTS = (
    "Quando X e value são matrizes identidade, a saída é a matriz de pesos de atenção: "
    "as suas linhas somam 1, mas os pesos não são os esperados."
)


def observe_attention(student: Student, failure: Failure, case: Case, probes: Probes) -> Iterator[str]:
    """Sentences on a self_attention that nothing explains."""
    yield from of_exception(failure)
    ask = partial(_ask, student)
    example = draw_case(case.seed, EXAMPLE_SIZE)
    if any(close_to(ask(*example.reading(projected)), example.attention) for projected in (False, True)):
        yield EXAMPLE
    elif isinstance(failure, Mismatch):
        yield from of_arguments(ask, *_followed(ask, case))
        yield from _of_weights(ask, probes)


def _followed(ask: Ask, case: Case) -> tuple[Arguments, tuple[str, ...]]:
    """The arguments in the reading that an answer follows, and the names of those that must have an effect in it.

    Who reads projected matrices has no use for X, and neither has perhaps whose output tells no reading from the other.
    """
    outputs = [ask(*case.reading(projected)) for projected in (False, True)]
    weights, projected = (output is not None and output.shape == case.attention.shape for output in outputs)
    if weights and not projected:
        return case.reading(False), NAMES
    return case.reading(outputs[1] is not None), NAMES[1:]


def _of_weights(ask: Ask, probes: Probes) -> Iterator[str]:
    A, right = ask(*probes.inputs[0]), probes.right[0]
    if close_to(A, right):
        yield WEIGHTS
    elif A is not None and A.shape == right.shape and probing.are_weights(ask, probes, A) and _sum_to_one(A):
        yield OTHER_WEIGHTS


def _sum_to_one(A: np.ndarray) -> bool:
    return close(A.sum(axis=1), np.ones(len(A)))


def _ask(student: Student, *arguments: np.ndarray, seed: int | None = None) -> np.ndarray | None:
    try:
        return as_matrix(student.call("self_attention", *arguments, seed=seed))
    except Failure:
        return None
