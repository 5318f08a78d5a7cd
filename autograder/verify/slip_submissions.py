"""Submissions made from an assignment's table of slips, judged by its rubric: what became of each.

What an assignment needs for it stands in its AnswerKey. Nothing here runs a student's code: they are ours.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from math import comb
from typing import Any

import numpy as np

from autograder.judge.grade import grade
from autograder.judge.memo import MemoizedStudent
from autograder.judge.slip_bank import compatible
from autograder.notebook import LocalStudent
from autograder.rubric import AnswerKey, Check, Failure, Outcome, Provided, Slip, Step, StudentError, Verdict

EQUAL = 1e-6  # largest difference between two answers that are the same; the layer norm's epsilon alone moves 1e-8
PROOFS = 3  # seeds of fresh inputs on which two answers must agree to be called equal. What they compute is piecewise
# analytic: two that differ anywhere agree on randomly drawn inputs with probability 0
Functions = Mapping[str, Callable]


class FunctionStudent(LocalStudent):
    """A student made of plain functions of ours, which take what is lent as keyword arguments."""

    def call(self, name: str, *args: Any, seed: int | None = None, provide: Provided | None = None) -> Any:
        """See `autograder.rubric.Student.call`."""
        np.random.seed(seed)
        try:
            return self._namespace[name](*[np.array(value) for value in args], **(provide or {}))
        except Exception as error:
            raise StudentError(Verdict.CRASH, "exception", type(error).__name__, str(error)) from None

    def perform(self, *steps: Step, seed: int | None = None, provide: Provided | None = None) -> list:
        """See `autograder.rubric.Student.perform`. Nothing is lent: classes of ours compute by themselves."""
        return super().perform(*steps, seed=seed)


class PairedStudent:
    """Two students who are asked the same; the first one answers. `apart` is how far their answers were at most."""

    def __init__(self, one: FunctionStudent, other: FunctionStudent):
        self._one, self._other = one, other
        self.apart = 0.0

    def call(self, name: str, *args: Any, **how: Any) -> Any:
        """See `autograder.rubric.Student.call`."""
        return self._both(lambda student: student.call(name, *args, **how))

    def perform(self, *steps: Step, **how: Any) -> list:
        """See `autograder.rubric.Student.perform`."""
        return self._both(lambda student: student.perform(*steps, **how))

    def _both(self, ask: Callable[[FunctionStudent], Any]) -> Any:
        answers = [_answer(ask, student) for student in (self._one, self._other)]
        self.apart = max(self.apart, _distance(*answers))
        if isinstance(answers[0], StudentError):
            raise answers[0]
        return answers[0]


def _answer(ask: Callable[[FunctionStudent], Any], student: FunctionStudent) -> Any:
    try:
        return ask(student)
    except StudentError as error:
        return error


def _distance(one: Any, other: Any) -> float:
    """Largest relative difference; infinite for other shapes, or when just one call stopped with an error."""
    if isinstance(one, StudentError) or isinstance(other, StudentError):
        return 0.0 if isinstance(one, StudentError) and isinstance(other, StudentError) else np.inf
    if isinstance(one, list):  # results of steps
        return max(map(_distance, one, other), default=0.0)
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return 0.0  # objects, whose outputs are compared
    if one.shape != other.shape:
        return np.inf
    return float(np.max(np.abs(one - other) / (1 + np.abs(other)), initial=0.0))


def equal(one: Functions, other: Functions, rubric: Sequence[Check]) -> bool:
    """Whether two submissions give the same answers to all that the rubric asks, on PROOFS sets of fresh inputs."""
    twin = PairedStudent(FunctionStudent(one), FunctionStudent(other))
    for seed in range(PROOFS):
        asked = MemoizedStudent(twin)
        for check in rubric:
            with np.errstate(all="ignore"), suppress(Failure):
                check.run(asked, check.stream(seed))
        if not twin.apart <= EQUAL:
            return False
    return True


@dataclass(frozen=True)
class SlipResult:
    """What became of a mutant. A part is the prefix of checks that the key gives to a slip."""

    slips: tuple[Slip, ...]
    variant: int  # index in the key's variants
    lost: tuple[str, ...]  # the checks at which it lost points
    unrelated_losses: tuple[str, ...]  # those of them that have nothing to do with its slips
    survived: tuple[str, ...]  # parts in which it is wrong and lost nothing
    equivalent: tuple[str, ...]  # parts in which it lost nothing, and is proved equal to a right answer
    named: bool  # in each part where it lost points, what was told is, or is a tie with, the slips of that part
    shorter: bool  # what was told instead is proved equal, and less


def judge(key: AnswerKey, slips: tuple[Slip, ...], variant: int, seed: int) -> SlipResult:
    """Grade the submission with these slips, and look at each of its parts."""
    submit, rubric = partial(key.submission, **key.variants[variant]), key.checks
    outcomes = grade(FunctionStudent(submit(slips)), rubric, seed)
    lost = [outcome for outcome in outcomes if outcome.share < 1]
    parts = {
        part: [slip for slip in slips if key.check_prefix[slip.name] == part]
        for part in map(key.check_prefix.get, _names(slips))
    }
    silent = [part for part in parts if not any(outcome.check.startswith(part) for outcome in lost)]
    equivalent = [part for part in silent if equal(submit(parts[part]), submit(()), _of(part, rubric))]
    untold = {part: parts[part] for part in parts if part not in silent and not _told(lost, part, parts[part])}
    shorter = bool(untold) and all(_shorter(submit, rubric, lost, part, untold[part]) for part in untold)
    return SlipResult(
        slips,
        variant,
        tuple(outcome.check for outcome in lost),
        tuple(outcome.check for outcome in lost if not outcome.check.startswith(tuple(parts))),
        tuple(part for part in silent if part not in equivalent),
        tuple(equivalent),
        not untold,
        shorter,
    )


def _names(slips: Iterable[Slip]) -> tuple[str, ...]:
    return tuple(slip.name for slip in slips)


def _told(lost: Sequence[Outcome], part: str, slips: Sequence[Slip]) -> bool:
    """Whether a lost check of a part is explained by these slips, or by a tie that they are in, and the others by some.

    A slip is told only at the checks that it costs.
    """
    made = set(_names(slips))
    mine = [outcome.explanations for outcome in lost if outcome.check.startswith(part)]
    told = [[set(_names(found)) for found in explanations] for explanations in mine]
    return any(made in found for found in told) and all(any(names <= made for names in found) for found in told)


def _shorter(
    submit: Callable[..., Functions], rubric: Sequence[Check], lost: Sequence[Outcome], part: str, slips: Sequence[Slip]
) -> bool:
    """Whether the lost checks of a part are explained by fewer slips that are proved to do the same."""
    told = [outcome.explanations[:1] for outcome in lost if outcome.check.startswith(part)]
    if not all(told):
        return False
    longest = max((found for (found,) in told), key=len)
    some = all(set(_names(found)) <= set(_names(longest)) for (found,) in told)
    return some and len(longest) < len(slips) and equal(submit(longest), submit(slips), _of(part, rubric))


def _of(part: str, rubric: Sequence[Check]) -> list[Check]:
    return [check for check in rubric if check.name.startswith(part)]


def sample(slips: Sequence[Slip], count: int, seed: int) -> Iterator[tuple[Slip, ...]]:
    """`count` random pairs and triples, in equal parts, in which no two slips set one switch; of few slips, all."""
    if comb(len(slips), 2) <= count // 2 or any(next(compatible(slips, size), None) is None for size in (2, 3)):
        yield from islice(chain(compatible(slips, 2), compatible(slips, 3)), count)
        return
    chance = random.Random(seed)
    made = 0
    while made < count:
        chosen = tuple(chance.sample(slips, 2 + made % 2))
        switches = [name for slip in chosen for name in slip.switches]
        if len(set(switches)) == len(switches):
            made += 1
            yield chosen
