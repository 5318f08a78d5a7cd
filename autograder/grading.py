"""Runs a rubric over one student. Nothing that a student does makes it raise; a fault of ours always does."""

import importlib
import importlib.util
import zlib
from collections.abc import Iterable

import numpy as np

from autograder.checks import Check, Mismatch, Outcome, Student, StudentError, Verdict, checks_of
from autograder.diagnosis import diagnose


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

    seed: of the secret inputs. Each check draws from its own generator, made of the seed and the check's name, so that
    one check alone, or one student alone, gets the same inputs again. Whatever is no Mismatch and no StudentError is a
    bug of the rubric or of ours and passes through: no grade is better than a wrong one.
    """
    return [_run(check, student, seed) for check in rubric]


def _run(check: Check, student: Student, seed: int) -> Outcome:
    rng = np.random.default_rng([seed, zlib.crc32(check.name.encode())])
    with np.errstate(all="ignore"):  # a student's numbers may overflow; nan and inf fail the comparisons
        try:
            notes = check.run(student, rng)
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
