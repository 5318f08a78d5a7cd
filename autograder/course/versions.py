"""Several versions of one answer: each is graded in a process of its own, and the best one counts.

Which cell has which version stands in the cells' metadata, written by `repair`. In each variant of the notebook every
function has one version; from the other cells that define it the definition is left out, and the rest of them runs. A
version that is made of an earlier one is also tried with all that there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product, zip_longest

from nbformat import NotebookNode
from nbgrader import utils

from autograder.judge.run.cell_outputs import CellResult
from autograder.parse.python import builds_on, without
from autograder.repair.log import Repair
from autograder.rubric import Outcome

VARIANTS = 4  # that are graded of one notebook: nobody gains by bringing more


@dataclass(frozen=True)
class Variant:
    """The version of each function, by its rank, and the sources that are not the notebook's own, by index.

    file: whose cells run, where a student's several notebooks were put together.
    """

    ranks: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)
    file: str = ""


AS_IT_IS = Variant()


def variants_of(cells: Sequence[NotebookNode]) -> list[Variant]:
    """The most likely variant first, up to VARIANTS. Every version of every function is in one of them, and every file:
    these take turns.
    """
    turns = zip_longest(*(_variants_of_file(cells, file) for file in _files(cells) or [(0, "")]))
    return [variant for turn in turns for variant in turn if variant][:VARIANTS]


def _files(cells: Iterable[NotebookNode]) -> list[tuple[int, str]]:
    """Rank and name of each file that the cells come from; none if it is but one."""
    return sorted({(rank, name) for cell in cells for rank, name in _of(cell).get("files", ())})


def _has(cell: NotebookNode, file: tuple[int, str]) -> bool:
    return [*file] in _of(cell).get("files", [[*file]])


def _variants_of_file(cells: Sequence[NotebookNode], file: tuple[int, str]) -> list[Variant]:
    """The variants of one file: the others' cells are left out."""
    left_out = {index: "" for index, cell in enumerate(cells) if not _has(cell, file)}
    marked = {index: _ranks(cell) for index, cell in enumerate(cells) if index not in left_out and _ranks(cell)}
    names = sorted({name for ranks in marked.values() for name in ranks})
    choices = [sorted(ranks[name] for ranks in marked.values() if name in ranks)[:VARIANTS] for name in names]
    longest = range(max(map(len, choices), default=1))
    aligned = [tuple(ranks[min(row, len(ranks) - 1)] for ranks in choices) for row in longest]
    rows = list(dict.fromkeys([*aligned, *product(*choices)]))[:VARIANTS]
    variants = [_variant(cells, marked, dict(zip(names, row, strict=True))) for row in rows]
    if any(builds_on(cells[index].source, ranks) for index, ranks in marked.items()):  # then it needs the others
        variants.insert(1, Variant({name: rank for index in sorted(marked) for name, rank in marked[index].items()}))
    return [replace(one, sources={**left_out, **one.sources}, file=file[1]) for one in variants]


def _of(cell: NotebookNode) -> Mapping:
    return cell.metadata.get("autograder", {})


def _ranks(cell: NotebookNode) -> dict[str, int]:
    return _of(cell).get("versions", {})


def _variant(cells: Sequence[NotebookNode], marked: Mapping[int, dict], chosen: dict[str, int]) -> Variant:
    cut = {index: [name for name, rank in ranks.items() if rank != chosen[name]] for index, ranks in marked.items()}
    return Variant(chosen, {index: without(cells[index].source, names) for index, names in cut.items() if names})


def _questions(cells: Iterable[NotebookNode], judged: Mapping[int, str]) -> dict[str, list[str]]:
    """The checks that follow each answer."""
    answer, found = "", {}
    for index, cell in enumerate(cells):
        if utils.is_solution(cell):
            answer = cell.metadata.nbgrader["grade_id"]
        elif index in judged:
            found.setdefault(answer, []).append(judged[index])
    return found


class Tries:
    """What each variant of a notebook earned. judged: the check of each grade cell, by index."""

    def __init__(self, cells: Sequence[NotebookNode], judged: Mapping[int, str]):
        self._questions = _questions(cells, judged)
        self._points = {check: float(cells[index].metadata.nbgrader["points"]) for index, check in judged.items()}
        self._totals: dict[str, int] = {}  # versions, by function
        self._holders: dict[str, str] = {}  # the answer whose cell has a version, by function
        self._files = _files(cells)
        for cell in (cell for cell in cells if not self._files or _has(cell, self._files[0])):
            for name in _ranks(cell):
                self._totals[name] = self._totals.get(name, 0) + 1
                if utils.is_solution(cell):
                    self._holders[name] = cell.metadata.nbgrader["grade_id"]
        self._tries: list[tuple[Variant, dict[str, Outcome], dict[int, CellResult]]] = []

    def add(self, variant: Variant, outcomes: Iterable[Outcome], ran: Mapping[int, CellResult]) -> None:
        """Keep what a variant earned and showed."""
        left_out = {index: CellResult() for index, source in variant.sources.items() if not source.strip()}
        self._tries.append((variant, {outcome.check: outcome for outcome in outcomes}, {**left_out, **ran}))

    @property
    def perfect(self) -> bool:
        """Whether the last try leaves nothing to gain."""
        return all(outcome.share == 1.0 for outcome in self._tries[-1][1].values())

    def best(self) -> tuple[dict[str, Outcome], dict[int, CellResult]]:
        """Each question's outcomes from the try in which it earned most; what the cells showed in the best try."""
        kept = {
            check: self._tries[self._best(group)][1][check] for group in self._questions.values() for check in group
        }
        return {check: kept[check] for check in self._tries[0][1]}, self._tries[self._best(self._points)][2]

    def told(self) -> list[dict]:
        """Which version of each function counts, and which file."""
        log = []
        for name, total in self._totals.items():
            answer = self._holders.get(name, "")
            variant = self._tries[self._best(self._questions.get(answer, self._points))][0]
            if not self._files or variant.file == self._files[0][1]:
                rank = variant.ranks.get(name, 0)
                log.append(Repair("versions", (answer,) if answer else (), f"{name} {rank + 1}/{total}").as_data())
        answers: dict[str, list[str]] = {}
        for answer, checks in self._questions.items() if self._files else ():
            answers.setdefault(self._tries[self._best(checks)][0].file, []).append(answer)
        return log + [Repair("best", tuple(filter(None, names)), file).as_data() for file, names in answers.items()]

    def _best(self, checks: Iterable[str]) -> int:
        """The try in which these checks earned most; of equal ones the first."""
        earned = [
            sum(self._points[check] * outcomes[check].share for check in checks) for _, outcomes, _ in self._tries
        ]
        return earned.index(max(earned))
