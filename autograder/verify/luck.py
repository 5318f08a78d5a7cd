"""Does luck have a part in the grades? The same answers are judged under many secret seeds.

An answer whose points differ between seeds is a fault of the rubric; names that differ are worth a look.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from autograder.judge.grade import grade
from autograder.notebook import LocalStudent
from autograder.rubric import AnswerKey, Check, Outcome, Student
from autograder.rubric.load import keys_in_use
from autograder.verify.samples import samples
from autograder.verify.slip_submissions import FunctionStudent

Named = tuple[str, Student]


@dataclass(frozen=True)
class Tally:
    """How often an answer got each result. points: the shares of all checks; names: what explains the lost ones."""

    name: str
    points: Counter[tuple[float, ...]] = field(default_factory=Counter)
    names: Counter[tuple] = field(default_factory=Counter)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count one run."""
        self.points[tuple(round(outcome.share, 6) for outcome in outcomes)] += 1
        self.names[tuple((outcome.verdict, _explained(outcome)) for outcome in outcomes)] += 1


def _explained(outcome: Outcome) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(slip.name for slip in slips) for slips in outcome.explanations)


def tally(students: Sequence[Named], rubric: Sequence[Check], seeds: Iterable[int]) -> list[Tally]:
    """Judge every student under every seed, seed by seed, so that banks are filled once."""
    tallies = [Tally(name) for name, _ in students]
    for seed in seeds:
        for counted, (_, student) in zip(tallies, students, strict=True):
            counted.add(grade(student, rubric, seed))
    return tallies


def answers(assignment: str, key: AnswerKey) -> list[Named]:
    """All answers of an assignment that are judged in this process: single slips, styles right and wrong, samples."""
    styles = (found() for found in (key.styles, key.wrong_styles) if found)
    sampled = ((f"sample {name}", LocalStudent(names)) for name, names in samples(keys_in_use()[0].parent, assignment))
    return [*((name, FunctionStudent(functions)) for name, functions in chain(_singles(key), *styles)), *sampled]


def _singles(key: AnswerKey) -> Iterator[tuple[str, Mapping[str, Callable]]]:
    for index, variant in enumerate(key.variants if key.submission else ()):
        for slip in key.slips:
            yield f"slip {slip.name} (variant {index})", key.submission((slip,), **variant)
