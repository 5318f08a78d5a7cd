"""What can be said about a wrong answer that no known slip explains: observed facts, never a guessed cause."""

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.rubric.compare import close
from autograder.rubric.results import Failure, Mismatch, StudentError, Verdict

RANDOM = "Duas chamadas com as mesmas entradas dão resultados diferentes: há um sorteio dentro da função."
UNUSED = "A saída não muda quando muda o argumento {names}."
UNUSED_MANY = "A saída não muda quando mudam os argumentos {names}."
Arguments = tuple[np.ndarray, ...]
Ask = Callable[..., np.ndarray | None]  # (*arguments, seed=...) -> the output, if there is one


def worth_asking(failure: Failure) -> bool:
    """Whether the student's function is there and ends: nothing more is asked of one that hangs, or is missing."""
    return isinstance(failure, Mismatch) or (isinstance(failure, StudentError) and failure.verdict is Verdict.CRASH)


def observe_exception(failure: Failure, sentences: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What the message of an exception gives away. sentences: patterns and what they tell; the first that fits."""
    if isinstance(failure, StudentError):
        text = f"{failure.name}: {failure.message}"
        yield from [sentence for pattern, sentence in sentences if re.search(pattern, text)][:1]


def observe_arguments(ask: Ask, arguments: Arguments, names: Sequence[str]) -> Iterator[str]:
    """Whether the output is random, and which arguments (the last ones, by name) it does not depend on."""
    first, again = ask(*arguments, seed=1), ask(*arguments, seed=2)
    if first is None or again is None:
        return
    if not close(first, again):
        yield RANDOM
        return
    offset = len(arguments) - len(names)
    changed = {name: ask(*_without(arguments, index), seed=1) for index, name in enumerate(names, offset)}
    unused = [name for name, output in changed.items() if close(output, first)]
    if unused:
        yield (UNUSED if len(unused) == 1 else UNUSED_MANY).format(names=", ".join(unused))


def _without(arguments: Arguments, index: int) -> Arguments:
    """The arguments with one of them turned around, which no right answer is blind to."""
    changed = list(arguments)
    changed[index] = changed[index][::-1] * -1.5
    return tuple(changed)
