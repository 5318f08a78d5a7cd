"""The cells of a submission on their way to their places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.collect.python import bound, functions
from autograder.records import NotebookRecord, SourceCell, fingerprint

FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)  # code in a markdown cell


@dataclass(eq=False)
class Found:
    """A cell of the submission: its place there, the released cell that its tag claims, and its source."""

    position: int
    cell: NotebookNode
    claim: str | None = None
    source: str = ""
    print: str = ""  # fingerprint of the source

    @property
    def ids(self) -> set:
        """The cell's nbformat ids; Colab keeps the first one in its metadata."""
        kept = self.cell.metadata.get("id")
        return {self.cell.get("id"), kept if isinstance(kept, str) else None} - {None}

    @property
    def defines(self) -> set[str]:
        """Names that the cell gives to the notebook, or would if it were a code cell."""
        return bound(self.source) | set(functions(self.source))

    def belongs_to(self, source: SourceCell) -> bool:
        """Whether the tag says so or, where there is none, the id."""
        return self.claim == source.name or (self.claim is None and bool(source.id) and source.id in self.ids)

    @property
    def is_code(self) -> bool:
        return self.cell.cell_type == "code"


@dataclass
class Match:
    """slots: the cell that takes each released cell's place. The rest says what becomes of the others."""

    slots: dict[str, Found] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)  # answers found by something else than tag or id
    inside: dict[str, str] = field(default_factory=dict)  # answers that stand in another answer's cell
    versions: dict[str, list[Found]] = field(default_factory=dict)  # by function: all cells that define it, best first
    names: dict[str, str] = field(default_factory=dict)  # functions that go by another name

    def place(self, name: str, one: Found | None, how: str = "") -> None:
        """Give a released cell's place to a cell of the submission."""
        if one is not None:
            self.slots[name] = one
            if how:
                self.how[name] = how


def claim_of(cell: NotebookNode) -> str | None:
    """The released cell that a cell's nbgrader metadata names."""
    meta = cell.metadata.get("nbgrader")
    name = meta.get("grade_id") if isinstance(meta, dict) else None
    return name if isinstance(name, str) else None


def found_in(record: NotebookRecord, cells: Iterable[NotebookNode]) -> list[Found]:
    """The cells of a submission, in order."""
    known = {source.name for source in record.source_cells}
    found = []
    for position, cell in enumerate(cells):
        claim = claim_of(cell)
        fenced = "" if cell.cell_type == "code" else "\n".join(FENCE.findall(cell.source))
        source = fenced if functions(fenced) else cell.source
        found.append(Found(position, cell, claim if claim in known else None, source, fingerprint(cell.source)))
    return found
