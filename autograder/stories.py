"""One function that stops is one story, told where it first shows; the other checks of its question point there."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.checks import Outcome, StudentError, Verdict, question_of
from autograder.sentences import PASSED_BESIDE

NUMBERS = re.compile(r"\d+")  # sizes differ from check to check


def as_stories(outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """The outcomes of a notebook, by check: an error that was told before says where, and a pass why it could pass."""
    first: dict[Any, str] = {}
    stopped: dict[str, str] = {}  # the check that tells of an error, by question
    for name, outcome in outcomes.items():
        if error := _error(outcome):
            first.setdefault(error, name)
            stopped.setdefault(question_of(name), name)
    return {name: _pointed(outcome, first, stopped.get(question_of(name))) for name, outcome in outcomes.items()}


def _pointed(outcome: Outcome, first: Mapping[Any, str], stopped: str | None) -> Outcome:
    told = first.get(_error(outcome), outcome.check)
    if told != outcome.check:
        return replace(outcome, same_as=told)
    if stopped and outcome.verdict is Verdict.PASS and not outcome.notes:
        return replace(outcome, notes=(PASSED_BESIDE.format(check=stopped),))
    return outcome


def _error(outcome: Outcome) -> Any:
    """What makes two errors of one question the same; None for what did not stop, or was left blank."""
    problem = outcome.problem
    if not isinstance(problem, StudentError) or problem.verdict is Verdict.MISSING:
        return None
    slips = tuple(tuple(slip.name for slip in slips) for slips in outcome.explanations)
    message = NUMBERS.sub("0", problem.message)
    return question_of(outcome.check), problem.kind, problem.name, message, problem.line, slips
