"""How a check asks: tasks whose results are known, tried as submitted and then with the earlier parts lent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from autograder.rubric import (
    Evidence,
    Failure,
    Mismatch,
    New,
    Provided,
    Set,
    Slip,
    Step,
    Student,
    StudentError,
    as_array,
    first_accepted,
    same_array,
)
from solutions.lista8_transformer.cases import Case
from solutions.lista8_transformer.following import Own, owns, watching
from solutions.lista8_transformer.reference import Attention, Matrix, Network

TUPLE_NOTE = (
    "Seu código devolve vários valores; o primeiro foi usado como saída. Está certo, mas o enunciado pede só um."
)
AGAIN_NOTE = "Um erro de uma questão anterior não foi descontado de novo aqui."


Follow = Callable[[Sequence[Own]], Sequence[Matrix]]  # of the own parts in each call


@dataclass(frozen=True)
class Task:
    """Steps on a student's objects, what their results should be, and what each slip would make of them.

    follows: what they should be where they stand on the student's own earlier parts; parts: the attributes that hold
    some of these.
    """

    steps: Sequence[Step]
    right: Sequence[Matrix]
    predict: Callable[..., Iterable[Matrix]]  # of slips
    slips: Sequence[Slip]
    provide: Provided = field(default_factory=dict)
    follows: Follow | None = None
    parts: Sequence[str] = ()


Compare = Callable[[Sequence[Matrix], Evidence], None]


def all_right(actual: Sequence[Matrix], why: Evidence) -> None:
    """Raise Mismatch unless every result is right."""
    for found, right in zip(actual, why.right, strict=True):
        same_array(found, right, why)


def finitely_right(actual: Sequence[Matrix], why: Evidence, together: int = 1) -> None:
    """As all_right, where some slips give nan; they are predicted as `finite` says. together: slips that are looked
    for at once."""
    all_right(actual, replace(why, actual=[finite(x) for x in actual], together=together))


def finite(x: Matrix) -> Matrix:
    return np.nan_to_num(x, nan=-1.0)  # so that nan, which is like nothing, can be recognised


def first_of(count: int, predict: Callable[..., Iterable[Matrix]], *slips: Slip) -> Iterable[Matrix]:
    return islice(predict(*slips), count)


def judged(
    student: Student,
    tasks: Sequence[Task],
    compare: Compare = all_right,
    probes: Sequence[Task] = (),
    others: Sequence[Callable[[], Iterable[str] | None]] = (),
) -> Iterable[str]:
    """Accept an answer that does one of the tasks; the first is as submitted, the others lend.

    Before anything is lent, it is also accepted if it follows from the student's own earlier parts. others: more ways
    to accept it. probes: tasks on inputs that an answer which breaks elsewhere may survive; they name slips and never
    earn points.
    """
    first, *later = [partial(_attempt, student, task, compare) for task in tasks]
    try:
        return first()
    except StudentError as error:  # code that stops does so again when it is watched
        failed: Failure = error
    except Mismatch as mismatch:
        failed = mismatch
        with suppress(Failure):
            return _followed(student, tasks[0])
    try:
        return first_accepted([partial(_fail, failed), *later, *others])
    except (Mismatch, StudentError) as failure:
        errors = [one for one in (failure, *failure.others) if isinstance(one, StudentError)]
        if errors:
            failure.others += tuple(_explained(errors[0], student, probes))
        raise


def _fail(failure: Failure) -> None:
    raise failure


def _explained(error: StudentError, student: Student, probes: Sequence[Task]) -> Iterator[StudentError]:
    """The error with what each probe brings to light about it."""
    for task in probes:
        if found := _probed(student, task):
            told = StudentError(*error.args)
            told.evidence = found.evidence
            yield told


def _attempt(student: Student, task: Task, compare: Compare) -> tuple[str, ...]:
    values = student.perform(*task.steps, provide=task.provide)
    actual = [as_array(value, right.shape) for value, right in zip(values, task.right, strict=True)]
    compare(actual, Evidence(actual, task.predict, task.slips, task.right))
    notes = (AGAIN_NOTE,) if task.provide else ()
    return (TUPLE_NOTE, *notes) if any(isinstance(value, tuple) for value in values) else notes


def _followed(student: Student, task: Task) -> tuple[str, ...]:
    """Accept results that follow from the student's own earlier parts. Raises Failure."""
    if task.follows is None:
        raise Mismatch("unused")
    *values, record = student.perform(*watching(task.steps, task.parts))
    actual = [as_array(value, right.shape) for value, right in zip(values, task.right, strict=True)]
    for found, right in zip(actual, task.follows(owns(record, task.parts, len(actual))), strict=True):
        same_array(found, right)
    return (AGAIN_NOTE,)


def _probed(student: Student, task: Task) -> Mismatch | None:
    try:
        _attempt(student, task, all_right)
    except Mismatch as found:
        return found
    except StudentError:
        pass
    return None


def merged(slips: Sequence[Slip]) -> dict[str, Any]:
    """The switches of several slips in one."""
    return {name: value for slip in slips for name, value in slip.switches.items()}


# Steps that make a student's object and give it the case's weights.


def set_attention(path: str, weights: Attention) -> tuple[Step, ...]:
    return tuple(Set(f"{path}.{name}", getattr(weights, name)) for name in ("WQ", "WK", "WV", "WO"))


def set_network(path: str, weights: Network) -> tuple[Step, ...]:
    return Set(f"{path}.W1", weights.W1), Set(f"{path}.W2", weights.W2)


def new_attention(variable: str, case: Case) -> tuple[Step, ...]:
    sizes = case.sizes
    made = New(variable, "MultiHeadAttention", (sizes.d_model, sizes.heads))
    return made, *set_attention(variable, case.layers[0].mha)


def new_layer(variable: str, class_name: str, case: Case) -> tuple[Step, ...]:
    """An encoder or decoder layer with the case's first weights."""
    sizes, weights = case.sizes, case.layers[0]
    made = New(variable, class_name, (sizes.d_model, sizes.heads, sizes.d_ff))
    cross = set_attention(f"{variable}.cross", weights.cross) if class_name == "DecoderLayer" else ()
    return made, *set_attention(f"{variable}.mha", weights.mha), *set_network(f"{variable}.ff", weights.ff), *cross
