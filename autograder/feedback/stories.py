"""One function that stops is one story, told where it first shows; the other checks of its question point there."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.feedback.messages import PASSED_BESIDE
from autograder.rubric import Outcome, StudentError, Verdict, question_of

NUMBERS = re.compile(r"\d+")  # sizes differ from check to check


def as_stories(outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """The outcomes of a notebook, by check and in its order: an error that was told before says where.

    Where an error comes back, a pass of the same question says why it could pass.
    """
    first: dict[Any, str] = {}
    for name, outcome in outcomes.items():
        first.setdefault(_error(outcome), name)
    told = {name: first[_error(outcome)] for name, outcome in outcomes.items() if _error(outcome)}
    again = {question_of(name): before for name, before in told.items() if before != name}
    return {name: _pointed(outcome, told.get(name, name), again) for name, outcome in outcomes.items()}


def _pointed(outcome: Outcome, told: str, again: Mapping[str, str]) -> Outcome:
    """told: the check that tells of its error. again: where an error is told that comes back, by question."""
    if told != outcome.check:
        return replace(outcome, same_as=told)
    question = question_of(outcome.check)
    if question in again and outcome.verdict is Verdict.PASS and not outcome.notes:
        return replace(outcome, notes=(PASSED_BESIDE.format(check=again[question]),))
    return outcome


def _error(outcome: Outcome) -> Any:
    """What makes two errors of one question the same; None for what did not stop, or was left blank."""
    problem = outcome.problem
    if not isinstance(problem, StudentError) or problem.verdict is Verdict.MISSING:
        return None
    slips = tuple(tuple(slip.name for slip in slips) for slips in outcome.explanations)
    message = NUMBERS.sub("0", problem.message)
    return question_of(outcome.check), problem.kind, problem.name, message, problem.line, slips
