"""Runs a rubric over one student. Nothing that a student does makes it raise; a fault of ours always does."""

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder.checks import Check, Mismatch, Outcome, Student, StudentError, Verdict, checks_of
from autograder.diagnosis import diagnose
from autograder.steps import Provided, Step


def rubric_of(assignment: str) -> dict[str, Check]:
    """The checks of an assignment, by grade cell id; empty when the assignment has no rubric."""
    name = f"solutions.{assignment}.rubric"
    try:
        found = importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        found = False
    return checks_of(importlib.import_module(name)) if found else {}


def grade(student: Student, rubric: Iterable[Check], seed: int) -> list[Outcome]:
    """Return one Outcome per check, in the rubric's order.

    seed: of the secret inputs. Each check draws from a generator that starts there, so that one check alone, or one
    student alone, gets the same inputs again, and checks that draw alike share their calls. Whatever is no Mismatch and
    no StudentError is a bug of the rubric or of ours and passes through: no grade is better than a wrong one.
    """
    student = Remembered(student)
    return [_run(check, student, seed) for check in rubric]


class Remembered:
    """A student who is asked everything once: a call with equal arguments has its first result, or its first error.

    It also means that what a later call lends can change no answer that was given before.
    """

    def __init__(self, student: Student):
        self._student = student
        self._results: dict[Any, Any] = {}

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """See `autograder.checks.Student.call`."""
        asked = name, _key(args), seed, _key(tuple((provide or {}).items()))
        return self._once(asked, partial(self._student.call, name, *args, seed=seed, provide=provide))

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """See `autograder.checks.Student.perform`."""
        asked = _key(steps), seed, _key(tuple((provide or {}).items()))
        return self._once(asked, partial(self._student.perform, *steps, seed=seed, provide=provide))

    def _once(self, asked: Any, ask: Callable[[], Any]) -> Any:
        if asked not in self._results:
            try:
                self._results[asked] = ask()
            except StudentError as error:
                self._results[asked] = error
        result = self._results[asked]
        if isinstance(result, StudentError):
            raise result
        return result


def _key(value: Any) -> Any:
    """What makes two arguments equal: arrays by their bytes, records and partial functions by their parts."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return type(value), tuple(_key(item) for item in value)
    if isinstance(value, partial):
        return value.func, _key(value.args), _key(tuple(value.keywords.items()))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), tuple(_key(getattr(value, field.name)) for field in fields(value))
    return type(value), value


def _run(check: Check, student: Student, seed: int) -> Outcome:
    with np.errstate(all="ignore"):  # a student's numbers may overflow; nan and inf fail the comparisons
        try:
            notes = check.run(student, np.random.default_rng(seed))
        except (Mismatch, StudentError) as problem:
            return _explain(check, problem)
    return Outcome(check.name, check.sentence, Verdict.PASS, 1.0, notes=tuple(notes or ()))


def _explain(check: Check, problem: Mismatch | StudentError) -> Outcome:
    """The outcome of a failed check: the first of its failures that known slips explain, or else the most telling."""
    for failure in (problem, *problem.others):
        slips = diagnose(failure.evidence) if getattr(failure, "evidence", None) else ()
        if slips:
            share = max(slip.share for slip in slips)  # of several explanations, the one that costs least
            verdict = Verdict.PARTIAL if share > 0 else Verdict.FAIL
            return Outcome(check.name, check.sentence, verdict, share, failure, slips)
    verdict = problem.verdict if isinstance(problem, StudentError) else Verdict.FAIL
    return Outcome(check.name, check.sentence, verdict, 0.0, problem)
