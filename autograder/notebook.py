"""Open mode: a hidden test's `check(...)` inside a plain kernel, where stock nbgrader runs the grade cells itself.

Same rubric, same scores for honest answers, no fence: student and answer key share the process, so what a student
gains by trying is limited only by the TA who reads the notebook. Use it for `nbgrader validate` and for hosts that run
plain nbgrader. Where the project is not installed the import fails, which nbgrader scores as 0.
"""

import contextlib
import copy
import io
import secrets
import sys
import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from IPython.display import display

from autograder.feedback.outputs import outputs_of
from autograder.judge.grade import grade
from autograder.judge.run.callbacks import answer_callback, stub_specs
from autograder.judge.run.requests import step_records
from autograder.rubric import Call, Invoke, Provided, Step, StudentError, Verdict
from autograder.rubric.load import course_above, rubric_of
from autograder.rubric.steps import first_name
from autograder.sandbox.guest.failure import describe
from autograder.sandbox.guest.script import perform
from autograder.sandbox.guest.stubs import provided, value_of
from autograder.sandbox.shared.messages import Callback
from autograder.sandbox.shared.wire import pack, unpack


def check(assignment: str, name: str, points: float) -> float:
    """Judge the functions defined in the calling notebook with one check; show the feedback and return the points."""
    namespace = sys._getframe(1).f_globals
    rubric = rubric_of(assignment, course_above(Path.cwd(), assignment))
    [outcome] = grade(LocalStudent(namespace), [rubric[name]], secrets.randbits(63))
    shown, result = outputs_of(outcome, points)
    display(shown["data"], raw=True)
    return float(result["data"]["text/plain"])


class LocalStudent:
    """The functions of a namespace in this process, called as the fenced child calls them, but without limits."""

    def __init__(self, namespace: dict[str, Any]):
        self._namespace = namespace

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """See `autograder.rubric.Student.call`."""
        [value] = self.perform(Invoke(name, args), seed=seed, provide=provide)
        return value

    def ahead(self, calls: Iterable[Call]) -> None:
        """See `autograder.rubric.Student.ahead`. Nothing is saved here."""

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """See `autograder.rubric.Student.perform`."""
        records = step_records(copy.deepcopy(steps))
        stubs = provided(self._namespace, stub_specs(provide or {}), partial(_answer, provide or {}))
        state = np.random.get_state()
        try:
            with _quiet(), stubs:
                np.random.seed(seed)
                found = perform(self._namespace, records)
        except Exception as error:
            raise self._broken(first_name(steps), error) from None
        finally:
            np.random.set_state(state)
        return unpack(pack({}, found))[1]

    def _broken(self, name: str, error: Exception) -> StudentError:
        if name not in self._namespace:
            return StudentError(Verdict.MISSING, "undefined", name)
        told = describe(error, known=True)
        verdict = Verdict.MISSING if isinstance(error, NotImplementedError) else Verdict.CRASH
        return StudentError(verdict, "exception", told.exception, told.message, told.line)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Prints and warnings cost nothing: nbgrader would score anything on stderr as 0."""
    silence = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        warnings.simplefilter("ignore")
        yield


def _answer(provide: Provided, callback: Callback) -> Any:
    return value_of(answer_callback(provide, callback))
