"""Runs a rubric over one student. Nothing that a student does makes it raise; a fault of ours always does."""

import importlib
import importlib.util
import math
from collections.abc import Iterable
from types import ModuleType

import numpy as np

from autograder.banks import Explanation
from autograder.checks import Check, Failure, Outcome, Student, StudentError, Verdict, checks_of
from autograder.diagnosis import Diagnoses
from autograder.remembered import Remembered

PAID = 2  # slips at most in an answer that keeps a share: "return x" is right but for three


def rubric_of(assignment: str) -> dict[str, Check]:
    """The checks of an assignment, by grade cell id; empty when the assignment has no rubric."""
    module = rubric_module(assignment)
    return checks_of(module) if module else {}


def rubric_module(assignment: str) -> ModuleType | None:
    """An assignment's rubric, if it has one."""
    name = f"solutions.{assignment}.rubric"
    try:
        found = importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        found = False
    return importlib.import_module(name) if found else None


def grade(student: Student, rubric: Iterable[Check], seed: int) -> list[Outcome]:
    """Return one Outcome per check, in the rubric's order.

    seed: of the secret inputs. Each check draws from a generator that starts there, so that one check alone, or one
    student alone, gets the same inputs again, and checks that draw alike share their calls. Whatever is no Mismatch and
    no StudentError is a bug of the rubric or of ours and passes through: no grade is better than a wrong one.
    """
    student, diagnoses = Remembered(student), Diagnoses()
    return [_run(check, student, seed, diagnoses) for check in rubric]


def _run(check: Check, student: Student, seed: int, diagnoses: Diagnoses) -> Outcome:
    with np.errstate(all="ignore"):  # a student's numbers may overflow; nan and inf fail the comparisons
        try:
            notes = check.run(student, np.random.default_rng(seed))
        except Failure as problem:
            return _explain(check, problem, diagnoses)
    return Outcome(check.name, check.sentence, Verdict.PASS, 1.0, notes=tuple(notes or ()))


def _explain(check: Check, problem: Failure, diagnoses: Diagnoses) -> Outcome:
    """The outcome of a failed check: the failure that the fewest slips explain, or else the most telling one."""
    explained = diagnoses.of((problem, *problem.others))
    figures = tuple(problem.figures())
    if not explained:
        verdict = problem.verdict if isinstance(problem, StudentError) else Verdict.FAIL
        known = tuple(problem.observe())
        return Outcome(check.name, check.sentence, verdict, 0.0, problem, (), known, figures, check.see)
    failure, explanations = max(explained, key=lambda pair: _share(*pair))
    share = _share(failure, explanations)
    verdict = Verdict.PARTIAL if share > 0 else getattr(failure, "verdict", Verdict.FAIL)
    return Outcome(check.name, check.sentence, verdict, share, failure, explanations, (), figures, check.see)


def _share(failure: Failure, explanations: tuple[Explanation, ...]) -> float:
    """Two slips in one answer keep the product of their shares; of several explanations the cheapest counts."""
    if isinstance(failure, StudentError):
        return 0.0
    return max(math.prod(slip.share for slip in slips) if len(slips) <= PAID else 0.0 for slips in explanations)
