"""What can be said about a wrong answer that no known slip explains: observed facts, never a guessed cause."""

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.rubric import Failure, Mismatch, StudentError, Verdict, close
from solutions.lista8.cases import Arguments

RANDOM = "Duas chamadas com as mesmas entradas dão resultados diferentes: há um sorteio dentro da função."
UNUSED = "A saída não muda quando muda o argumento {names}."
UNUSED_MANY = "A saída não muda quando mudam os argumentos {names}."
EXAMPLE = (
    "Com os tamanhos do exemplo do enunciado (4 tokens, embedding de tamanho 8, d_k = 3) a saída está certa; "
    "com outros, não. Há um tamanho fixo no código?"
)
EXCEPTIONS = (  # what the message of an exception gives away in this homework; the first that fits is told
    (r"numpy.* has no attribute 'softmax'", "A softmax que já está no notebook é a do scipy."),
    (r"axes don't match array", "Aqui cada matriz tem dois eixos."),
)
Ask = Callable[..., np.ndarray | None]


def worth_asking(failure: Failure) -> bool:
    """Whether the student's function is there and ends: nothing more is asked of one that hangs, or is missing."""
    return isinstance(failure, Mismatch) or failure.verdict is Verdict.CRASH


def of_exception(failure: Failure) -> Iterator[str]:
    if isinstance(failure, StudentError):
        text = f"{failure.name}: {failure.message}"
        yield from [told for pattern, told in EXCEPTIONS if re.search(pattern, text)][:1]


def of_arguments(ask: Ask, arguments: Arguments, names: Sequence[str]) -> Iterator[str]:
    """Whether the output is random, and which arguments (the last ones, by name) it does not depend on."""
    first, again = ask(*arguments, seed=1), ask(*arguments, seed=2)
    if first is None or again is None:
        return
    if not close(first, again):
        yield RANDOM
        return
    offset = len(arguments) - len(names)
    changed = {name: ask(*_without(arguments, index), seed=1) for index, name in enumerate(names, offset)}
    unused = [name for name, output in changed.items() if close_to(output, first)]
    if unused:
        yield (UNUSED if len(unused) == 1 else UNUSED_MANY).format(names=", ".join(unused))


def _without(arguments: Arguments, index: int) -> Arguments:
    """The arguments with one of them turned around, which no right answer is blind to."""
    changed = list(arguments)
    changed[index] = changed[index][::-1] * -1.5
    return tuple(changed)


def close_to(output: np.ndarray | None, other: np.ndarray) -> bool:
    """Whether there is an output, and it agrees."""
    return output is not None and close(output, other)
