"""The tests of the tests: does an assignment's rubric accept what is right, and notice and name what is wrong?

Right answers in many styles must keep all points; submissions with one, two or three slips must lose some in the right
place; answers that answer nothing must lose them all. What loses nothing is a survivor, unless it is proved equal to a
right answer. Uses all that an assignment has, and says what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from autograder.judge.grade import grade
from autograder.judge.workers import make_pool
from autograder.rubric import Slip
from autograder.rubric.load import key_of
from autograder.verify.luck import Named, Tally, answers, tally
from autograder.verify.slip_submissions import FunctionStudent, SlipResult, judge, sample

NEEDED = {  # what verify wants an answer key to have beside its checks (autograder.rubric.AnswerKey)
    "slips": "the known slips",
    "check_prefix": "for the name of each slip, what the names of the checks begin with that must notice it",
    "submission": "a function (slips, **variant) -> the functions of a student who makes these slips",
}
STYLES = {"styles": "a function () -> (name, functions) of right answers in many styles"}
NOTHING: dict[str, Callable[..., Any]] = {  # answers to any question that answer none
    "returns None": lambda *args, **lent: None,
    "returns its first argument": lambda *args, **lent: args[0],
    "returns its last argument": lambda *args, **lent: args[-1],
    "returns zeros": lambda *args, **lent: np.zeros(args[0].shape),
    "returns nan": lambda *args, **lent: np.full(args[0].shape, np.nan),
    "returns random numbers": lambda *args, **lent: np.random.standard_normal(args[0].shape),
    "stops with an error": lambda *args, **lent: args[0].no_such_thing,
}


@dataclass
class Report:
    """What was found. `checks` are the rubric's, in order."""

    checks: list[str]
    missing: list[str] = field(default_factory=list)  # what an author could add, in words
    unanswered: dict[str, list[str]] = field(default_factory=dict)  # answers to nothing -> the checks that passed
    styles: int = 0
    losers: list[str] = field(default_factory=list)  # right answers that lost points
    singles: list[SlipResult] = field(default_factory=list)
    sampled: list[SlipResult] = field(default_factory=list)
    seeds: int = 0
    tallies: list[Tally] = field(default_factory=list)  # of all answers, under so many seeds

    @property
    def lucky(self) -> list[Tally]:
        """Answers whose points depend on the seed."""
        return [one for one in self.tallies if len(one.points) > 1]

    @property
    def renamed(self) -> list[Tally]:
        """Answers that are told something else under another seed, for the same points."""
        return [one for one in self.tallies if len(one.points) == 1 < len(one.names)]

    @property
    def survivors(self) -> list[SlipResult]:
        """Wrong submissions that lost no point where they are wrong, or lost some where they are right."""
        return [judged for judged in (*self.singles, *self.sampled) if judged.survived or judged.unrelated_losses]

    @property
    def passed(self) -> bool:
        """Whether no right answer loses, no wrong one gets through, and luck has no part in it."""
        full = [name for name, checks in self.unanswered.items() if len(checks) == len(self.checks)]
        return not (self.losers or self.survivors or full or self.lucky or self.renamed)


class AllNames(dict):
    """A submission that has the same function under every name."""

    def __init__(self, function: Callable):
        super().__init__()
        self._function = function

    def __missing__(self, name: str) -> Callable:
        return self._function


def verify(assignment: str, count: int, jobs: int, seed: int, seeds: int = 0) -> Report:
    """Try everything the assignment has. Raises LookupError without a rubric.

    count: of random pairs and triples. seeds: how many, from `seed` on, all answers are judged under.
    """
    key = key_of(assignment)
    if key is None or not key.checks:
        raise LookupError(f"solutions/{assignment}/rubric.py has no check: write functions with @check there")
    lacking = {name: what for name, what in (NEEDED | STYLES).items() if not getattr(key, name)}
    report = Report([check.name for check in key.checks], missing=[f"{name}: {what}" for name, what in lacking.items()])
    for name, function in NOTHING.items():
        outcomes = grade(FunctionStudent(AllNames(function)), key.checks, seed)
        report.unanswered[name] = [outcome.check for outcome in outcomes if outcome.share == 1]
    with make_pool(jobs) as pool:
        if key.styles:
            report.styles = sum(1 for _ in key.styles())
            report.losers = _spread(pool, jobs, partial(_losers, assignment, seed), range(report.styles))
        if lacking.keys().isdisjoint(NEEDED):
            variants = range(len(key.variants))
            singles = [((slip,), variant) for variant in variants for slip in key.slips]
            many = [(slips, index // 2 % len(variants)) for index, slips in enumerate(sample(key.slips, count, seed))]
            judged = _spread(pool, jobs, partial(_judge, assignment, seed), singles + many)
            report.singles = [one for one in judged if len(one.slips) == 1]
            report.sampled = [one for one in judged if len(one.slips) > 1]
        if seeds > 1:
            report.seeds = seeds
            everyone = range(len(_answers(assignment)))
            report.tallies = _spread(pool, jobs, partial(_tally, assignment, range(seed, seed + seeds)), everyone)
    return report


def _spread(pool: Executor, jobs: int, function: Callable, work: Sequence[Any]) -> list[Any]:
    """Give every process its share of the work at once, so that each fills its banks once."""
    return list(chain.from_iterable(pool.map(function, [work[start::jobs] for start in range(jobs)])))


def _losers(assignment: str, seed: int, indices: Sequence[int]) -> list[str]:
    key, chosen = key_of(assignment), set(indices)
    return [
        name
        for index, (name, functions) in enumerate(key.styles())
        if index in chosen and any(one.share < 1 for one in grade(FunctionStudent(functions), key.checks, seed))
    ]


def _judge(assignment: str, seed: int, work: Sequence[tuple[tuple[Slip, ...], int]]) -> list[SlipResult]:
    key = key_of(assignment)
    return [judge(key, slips, variant, seed) for slips, variant in work]


def _answers(assignment: str) -> list[Named]:
    return answers(assignment, key_of(assignment))


def _tally(assignment: str, seeds: Sequence[int], indices: Sequence[int]) -> list[Tally]:
    students = _answers(assignment)
    return tally([students[index] for index in indices], key_of(assignment).checks, seeds)
