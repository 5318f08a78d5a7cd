"""Runs a rubric over one student. Nothing that a student does makes it raise; a fault of ours always does."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from autograder.judge.diagnose import Diagnoses
from autograder.judge.memo import MemoizedStudent
from autograder.judge.slip_bank import Combination
from autograder.rubric import Check, Failure, Outcome, Student, StudentError, Verdict

MAX_SLIPS_WITH_CREDIT = 2  # slips at most in an answer that keeps a share: "return x" is right but for three


def grade(student: Student, rubric: Iterable[Check], seed: int) -> list[Outcome]:
    """Return one Outcome per check, in the rubric's order.

    seed: of the secret inputs. Each check draws from the stream of its question, so that one check alone, or one
    student alone, gets the same inputs again, and checks of one question share their calls. A student with `moments`
    is asked at each in turn, until one is a full pass; the best counts. A wrong answer is looked into only when all
    checks of its question have been asked: what a diagnosis provides can then answer nothing. Whatever is no Mismatch
    and no StudentError is a bug of the rubric or of ours and passes through: no grade is better than a wrong one.
    """
    asked, diagnoses, outcomes = _Asked(student), Diagnoses(), []
    for _, checks in groupby(rubric, key=lambda check: check.question):
        tried = [(check, _tried(check, asked.moments(check.name), seed)) for check in checks]
        outcomes += [_best(check, results, diagnoses) for check, results in tried]
    return outcomes


class _Asked:
    """A student, or the student at several moments, each asked everything once."""

    def __init__(self, student: Student):
        self._moments = getattr(student, "moments", lambda check: [student])
        self._remembered: dict[int, MemoizedStudent] = {}

    def moments(self, check: str) -> Iterator[Student]:
        """The student at each moment at which a check is to be asked, the likeliest first.

        Whether there is another one may depend on what was asked before.
        """
        for one in self._moments(check):
            yield self._remembered.setdefault(id(one), MemoizedStudent(one))


def _tried(check: Check, moments: Iterable[Student], seed: int) -> list[Outcome | Failure]:
    """What came of a check at each moment, up to the first full pass."""
    tried: list[Outcome | Failure] = []
    for student in moments:
        with np.errstate(all="ignore"):  # a student's numbers may overflow; nan and inf fail the comparisons
            try:
                notes = check.run(student, check.stream(seed))
            except Failure as problem:
                tried.append(problem)
                continue
        return [*tried, Outcome(check.name, check.sentence, Verdict.PASS, 1.0, notes=tuple(notes or ()))]
    return tried


def _best(check: Check, tried: Sequence[Outcome | Failure], diagnoses: Diagnoses) -> Outcome:
    """The outcome that earns most; of equal ones the first."""
    if isinstance(tried[-1], Outcome):
        return tried[-1]
    with np.errstate(all="ignore"):
        return max((_explain(check, problem, diagnoses) for problem in tried), key=lambda outcome: outcome.share)


def _explain(check: Check, problem: Failure, diagnoses: Diagnoses) -> Outcome:
    """The outcome of a failed check: the failure that the fewest slips explain, or else the most telling one."""
    explained = diagnoses.of((problem, *problem.others))
    figures = tuple(problem.explanation.figures())
    if not explained:
        known = tuple(problem.explanation.observations())
        return Outcome(check.name, check.sentence, problem.verdict, 0.0, problem, (), known, figures, check.see)
    failure, found = max(explained, key=lambda pair: _share(*pair))
    share = _share(failure, found)
    verdict = Verdict.PARTIAL if share > 0 else failure.verdict
    told = {tuple(slip.name for slip in slips): slips for slips in (_at_fault(failure, many) for many in found)}
    return Outcome(check.name, check.sentence, verdict, share, failure, tuple(told.values()), (), figures, check.see)


def _share(failure: Failure, explanations: tuple[Combination, ...]) -> float:
    """Of several explanations the cheapest counts."""
    if isinstance(failure, StudentError):
        return 0.0
    return max(_kept(failure, slips) for slips in explanations)


def _kept(failure: Failure, slips: Combination) -> float:
    """Two slips that cost a check keep the product of their shares. With one that keeps nothing the other is none."""
    if len(slips) > MAX_SLIPS_WITH_CREDIT or not all(slip.share for slip in slips):
        return 0.0
    return math.prod(slip.share for slip in _at_fault(failure, slips))


def _at_fault(failure: Failure, slips: Combination) -> Combination:
    """Those of an answer's slips that cost it the check: alone they fail it, or without them it would pass."""
    passes = failure.explanation.passes
    if passes is None or len(slips) == 1:
        return slips
    return (
        tuple(slip for slip in slips if not passes([slip]) or passes([other for other in slips if other is not slip]))
        or slips
    )
