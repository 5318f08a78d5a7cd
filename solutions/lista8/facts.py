"""What can be said about a self_attention that no known slip explains: observed facts, never a guessed cause."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from autograder.rubric import Failure, Mismatch, close, observe_arguments, observe_exception, or_none
from solutions.lista8 import probing
from solutions.lista8.cases import EXAMPLE_SIZE, Arguments, Case, draw_case
from solutions.lista8.probing import Ask, Probes

EXAMPLE = (
    "Com os tamanhos do exemplo do enunciado (4 tokens, embedding de tamanho 8, d_k = 3) a saída está certa; "
    "com outros, não. Há um tamanho fixo no código?"
)
EXCEPTIONS = (  # what the message of an exception gives away in this homework; the first that fits is told
    (r"numpy.* has no attribute 'softmax'", "A softmax que já está no notebook é a do scipy."),
    (r"axes don't match array", "Aqui cada matriz tem dois eixos."),
)
NAMES = ("X", "query", "key", "value")
WEIGHTS = "Quando X e value são matrizes identidade, a saída é a matriz de pesos de atenção, e ela está certa."
OTHER_WEIGHTS = (
    "Quando X e value são matrizes identidade, a saída é a matriz de pesos de atenção: "
    "as suas linhas somam 1, mas os pesos não são os esperados."
)


def observe_attention(output: Ask, failure: Failure, case: Case, probes: Probes) -> Iterator[str]:
    """Sentences on a self_attention that nothing explains."""
    yield from observe_exception(failure, EXCEPTIONS)
    ask = partial(or_none, output)
    example = draw_case(case.seed, EXAMPLE_SIZE)
    if any(close(ask(*example.reading(projected)), example.attention) for projected in (False, True)):
        yield EXAMPLE
    elif isinstance(failure, Mismatch):
        yield from observe_arguments(ask, *_followed(ask, case))
        yield from _of_weights(output, probes)


def _followed(ask: Callable[..., np.ndarray | None], case: Case) -> tuple[Arguments, tuple[str, ...]]:
    """The arguments in the reading that an answer follows, and the names of those that must have an effect in it.

    Who reads projected matrices has no use for X, and neither has perhaps whose output tells no reading from the other.
    """
    outputs = [ask(*case.reading(projected)) for projected in (False, True)]
    weights, projected = (output is not None and output.shape == case.attention.shape for output in outputs)
    if weights and not projected:
        return case.reading(False), NAMES
    return case.reading(outputs[1] is not None), NAMES[1:]


def _of_weights(output: Ask, probes: Probes) -> Iterator[str]:
    A, right = or_none(output, *probes.inputs[0]), probes.right[0]
    if close(A, right):
        yield WEIGHTS
    elif A is not None and A.shape == right.shape and probing.are_weights(output, probes, A) and _sum_to_one(A):
        yield OTHER_WEIGHTS


def _sum_to_one(A: np.ndarray) -> bool:
    return close(A.sum(axis=1), np.ones(len(A)))
