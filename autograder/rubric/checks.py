"""What a check is, what it may ask, and how attempts are tried."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar, overload

import numpy as np

from autograder.rubric.results import Explanation, Failure, Mismatch
from autograder.rubric.steps import Call, Provided, Step

Value = TypeVar("Value")


class Student(Protocol):
    """What a check may ask of a submission, fenced or local."""

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """Return what the student's function `name` returns for `args`, as plain data.

        seed: np.random is seeded with it just before the call. provide: functions that take the place of the student's
        of the same names while the call runs; they raise Refusal for what they do not take. Raises StudentError.
        """

    def ahead(self, calls: Iterable[Call]) -> None:
        """Say which calls are going to be made, so that they are made in one go. What fails is told when it is called;
        those behind the first that fails are not made yet."""

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """Run steps on the student's objects in one go, else as `call`; return the results of those that have one."""


def question_of(check: str) -> str:
    """The question that a check belongs to: what its name says before the first underscore."""
    return check.partition("_")[0]


@dataclass(frozen=True)
class Check:
    """A named check of a rubric. The name is the grade cell's id; the sentence is what the student reads."""

    name: str
    sentence: str
    run: Callable[[Student, np.random.Generator], Iterable[str] | None]
    see: tuple[str, str] | None = None  # where to read about it: a label and an address

    @property
    def question(self) -> str:
        """The question that it belongs to: checks of one question share their inputs and calls."""
        return question_of(self.name)

    def stream(self, seed: int) -> np.random.Generator:
        """The random stream of the check's question in a run with this seed, from its start."""
        return np.random.default_rng([seed, zlib.crc32(self.question.encode())])


Run = Callable[[Student, np.random.Generator], Iterable[str] | None]


@overload
def check(function: Run) -> Check: ...
@overload
def check(*, see: tuple[str, str] | None = None) -> Callable[[Run], Check]: ...
def check(function: Run | None = None, *, see: tuple[str, str] | None = None) -> Check | Callable[[Run], Check]:
    """Make a function the check of the grade cell of the same name; its docstring is the student's sentence.

    see: the label and address of a text to read again when the check fails; then use it as `@check(see=...)`.
    """
    if function is None:
        return partial(_checked, see=see)
    return _checked(function, see)


def _checked(function: Run, see: tuple[str, str] | None) -> Check:
    if not function.__doc__:
        raise TypeError(f"check {function.__name__} needs a docstring: the sentence that the student reads")
    return Check(function.__name__, " ".join(function.__doc__.split()), function, see)


@dataclass(frozen=True)
class Attempt:
    """A way to accept an answer; explain: where to look for what explains a failure of it."""

    run: Callable[[], Iterable[str] | None]
    explain: Callable[[Failure], Explanation]

    def __call__(self) -> Iterable[str] | None:
        """Its notes. Raises Failure, explained."""
        try:
            return self.run()
        except Failure as failure:
            raise failure.explained(self.explain(failure)) from None


def first_accepted(attempts: Iterable[Callable[[], Value]]) -> Value:
    """Run attempts (readings of a question, ways to run an answer) until one passes; return what it gives.

    When all fail, the most telling failure is raised, the others with it as `.others`: a wrong value tells more than a
    wrong shape, and a wrong answer more than a crash.
    """
    failures: list[Failure] = []
    for attempt in attempts:
        try:
            return attempt()
        except Failure as failure:
            failures.append(failure)
    first, *others = sorted(failures, key=_telling)
    raise first.explained(first.explanation, others)


def accepted(attempt: Callable[[], object]) -> bool:
    """Whether an attempt passes."""
    try:
        attempt()
    except Failure:
        return False
    return True


def or_none(ask: Callable[..., Value], *arguments: Any, **named: Any) -> Value | None:
    """What a question to the student gives, or None where it fails."""
    try:
        return ask(*arguments, **named)
    except Failure:
        return None


def _telling(failure: Failure) -> int:
    if isinstance(failure, Mismatch):
        return {"shape": 1, "not a matrix": 2, "not an array": 2}.get(failure.kind, 0)
    return 3
