"""Weights that a student's class never reads, as where it keeps them under other names. For the diagnosis only."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from autograder.rubric import Invoke, Mismatch, New, Set, Student, StudentError, as_array, close
from solutions.common.model import Matrix

UNREAD = (
    "A saída de forward não muda quando mudam {names}: é como se não lesse esses atributos. "
    "Confira se a sua classe guarda os pesos com os nomes pedidos (self.{first}, e não self.{other}, por exemplo)."
)


@contextmanager
def unread_told(student: Student, made: New, weights: Mapping[str, Matrix], x: Matrix, times: int) -> Iterator[None]:
    """Of an answer that is wrong, say so if forward reads none of the weights: nothing else can be said of them then.

    times: how often forward is given x, (B, n, d_model).
    """
    try:
        yield
    except Mismatch as failure:
        if not _reads_none(student, made, weights, Invoke(f"{made.variable}.forward", (x,) * times)):
            raise
        first, names = next(iter(weights)), list(weights)
        said = f"{', '.join(names[:-1])} e {names[-1]}"
        unread = Mismatch("property", UNREAD.format(names=said, first=first, other=first.lower()))
        raise unread.explained(failure.explanation, failure.others) from None


def _reads_none(student: Student, made: New, weights: Mapping[str, Matrix], asked: Invoke) -> bool:
    """Whether one object's output stays the same when each of its weights is another matrix."""
    given = [Set(f"{made.variable}.{name}", W) for name, W in weights.items()]
    other = [Set(f"{made.variable}.{name}", 1 - 2 * W[::-1]) for name, W in weights.items()]
    try:
        outputs = student.perform(made, *given, asked, *other, asked)
        before, after = (as_array(output, asked.args[0].ndim) for output in outputs)
    except (Mismatch, StudentError):
        return False
    return close(before, after)
