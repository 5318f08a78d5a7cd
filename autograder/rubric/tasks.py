"""Tasks whose results are known, tried as submitted and then with the earlier parts lent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.rubric.checks import Student, first_accepted
from autograder.rubric.compare import as_array, equals
from autograder.rubric.results import Explanation, Failure, Mismatch, StudentError
from autograder.rubric.slips import Slip, Symptoms, predictions
from autograder.rubric.steps import Provided, Step

TUPLE_NOTE = (
    "Seu código devolve vários valores; o primeiro foi usado como saída. Está certo, mas o enunciado pede só um."
)
AGAIN_NOTE = "Um erro de uma questão anterior não foi descontado de novo aqui."
Matrix = np.ndarray
Compare = Callable[[Sequence[Matrix], Symptoms], None]  # raises Mismatch


@dataclass(frozen=True)
class Follow:
    """What results should be where they stand on the student's own earlier parts, right or wrong.

    watched: the steps with one more result, a record of how these parts were used. expected: from that record, which
    student code made, what is right; raises Failure.
    """

    watched: Callable[[Sequence[Step]], Sequence[Step]]
    expected: Callable[[Any], Sequence[Matrix]]


@dataclass(frozen=True)
class Task:
    """Steps on a student's objects, what their results should be, and what slips would make of them."""

    steps: Sequence[Step]
    expected: Sequence[Matrix]
    predict: Callable[..., Iterable[Matrix | None]]  # of slips
    slips: Sequence[Slip]
    follow: Follow | None = None
    provide: Provided = field(default_factory=dict)

    def lending(self, *provided: Provided) -> list["Task"]:
        """The task as submitted, and with each of these lent."""
        return [self, *(replace(self, provide=provide) for provide in provided)]


def task_of(
    cases: Sequence[Any],
    steps: Callable[[Any], Sequence[Step]],
    right: Callable[[Any], Matrix],
    model: Callable[..., Matrix],
    slips: Sequence[Slip],
    follow: Follow | None = None,
) -> Task:
    """The task that asks the same of every case. steps: with one result. model: takes a case, and slips' switches."""
    asked = [step for case in cases for step in steps(case)]
    return Task(asked, [right(case) for case in cases], partial(predictions, model, cases), slips, follow)


def all_right(actual: Sequence[Matrix], symptoms: Symptoms) -> None:
    """Raise Mismatch unless every result is right."""
    for output, expected in zip(actual, symptoms.expected, strict=True):
        equals(output, expected, symptoms)


def judged(
    student: Student,
    tasks: Sequence[Task],
    compare: Compare = all_right,
    probes: Sequence[Task] = (),
    others: Sequence[Callable[[], Iterable[str]]] = (),
) -> Iterable[str]:
    """Accept an answer that does one of the tasks; the first is as submitted, the others lend. Raises Failure.

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
    except Failure as failure:
        errors = [one for one in (failure, *failure.others) if isinstance(one, StudentError)]
        probed = _probed(errors[0], student, probes) if errors else ()
        raise failure.explained(failure.explanation, (*failure.others, *probed)) from None


def _fail(failure: Failure) -> Iterable[str]:
    raise failure


def _attempt(student: Student, task: Task, compare: Compare) -> tuple[str, ...]:
    values = student.perform(*task.steps, provide=task.provide)
    actual = _arrays(values, task)
    compare(actual, Symptoms(actual, task.predict, task.slips, task.expected))
    notes = (AGAIN_NOTE,) if task.provide else ()
    return (TUPLE_NOTE, *notes) if any(isinstance(value, tuple) for value in values) else notes


def _arrays(values: Sequence[Any], task: Task) -> list[Matrix]:
    return [as_array(value, expected.ndim) for value, expected in zip(values, task.expected, strict=True)]


def _followed(student: Student, task: Task) -> tuple[str, ...]:
    """Accept results that follow from the student's own earlier parts. Raises Failure."""
    if task.follow is None:
        raise Mismatch("unused")
    *values, record = student.perform(*task.follow.watched(task.steps))
    for output, expected in zip(_arrays(values, task), task.follow.expected(record), strict=True):
        equals(output, expected)
    return (AGAIN_NOTE,)


def _probed(error: StudentError, student: Student, probes: Sequence[Task]) -> Iterator[StudentError]:
    """The error with what each probe brings to light about it."""
    for task in probes:
        try:
            _attempt(student, task, all_right)
        except Mismatch as mismatch:
            yield error.explained(Explanation(mismatch.explanation.symptoms))
        except StudentError:
            pass
