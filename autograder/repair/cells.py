"""The cells of a submission on their way to their places."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nbformat import NotebookNode

from autograder.parse.markdown import code_in
from autograder.parse.python import ASSIGNED, bound, functions, parse
from autograder.repair.released import ReleasedNotebook, SourceCell, fingerprint


@dataclass(eq=False)
class SubmittedCell:
    """A cell of the submission: its place there, the released cell that its tag claims, and its source.

    source: of a markdown cell with an answer's code, that code. ids: the cell's own among all cells'.
    """

    position: int
    cell: NotebookNode
    claim: str | None = None
    source: str = ""
    print: str = ""  # fingerprint of the cell's text
    ids: frozenset[str] = frozenset()
    answers: bool = False  # whether it defines a function that is asked for

    @property
    def text(self) -> str:
        """All that the cell says."""
        return self.cell.source

    @property
    def defines(self) -> set[str]:
        """Names that the cell gives to the notebook, or would if it were a code cell."""
        broken = self.is_code and parse(self.source) is None  # its lines will be run one by one
        return bound(self.source) | set(functions(self.source)) | set(ASSIGNED.findall(self.source) if broken else ())

    def belongs_to(self, source: SourceCell) -> bool:
        """Whether the tag says so or, where there is none, the id."""
        return self.claim == source.name or (self.claim is None and bool(source.id) and source.id in self.ids)

    @property
    def is_code(self) -> bool:
        return self.cell.cell_type == "code"


@dataclass
class CellMatch:
    """What becomes of the cells of a submission (found, in order). slots: which takes each released cell's place.

    how: answers that were found by something else than tag or id. inside: those that stand in another answer's cell.
    versions: by function, all cells that define it, best first. names: by function, the line that lends it to its
    likeliest version. aliases: cells to add, each behind another. moved: by the id of a cell whose text went into
    another, that one. told: fingerprints of the texts that essays were made of.
    """

    record: ReleasedNotebook
    found: Sequence[SubmittedCell]
    slots: dict[str, SubmittedCell] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)
    versions: dict[str, list[SubmittedCell]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    aliases: list[tuple[SubmittedCell, SubmittedCell]] = field(default_factory=list)
    moved: dict[int, SubmittedCell] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def place(self, name: str, one: SubmittedCell | None, how: str = "") -> None:
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


def wanted_functions(record: ReleasedNotebook) -> dict[str, str]:
    """The functions that students write, with the answer that each belongs to."""
    return _wanted(record.source_cells)


@lru_cache(16)
def _wanted(sources: tuple[SourceCell, ...]) -> dict[str, str]:
    code = [source for source in sources if source.cell_type == "code"]
    defined = [(name, source) for source in code for name in functions(source.released)]
    times = Counter(name for name, _ in defined)
    return {name: source.name for name, source in defined if not source.locked and times[name] == 1}


def submitted_cells(record: ReleasedNotebook, cells: Sequence[NotebookNode]) -> list[SubmittedCell]:
    """The cells of a submission, in order."""
    known, wanted = {source.name for source in record.source_cells}, wanted_functions(record)
    times = Counter(id for cell in cells for id in _ids(cell))
    found = []
    for position, cell in enumerate(cells):
        claim = claim_of(cell)
        source = cell.source if cell.cell_type == "code" else _code_of(cell.source, wanted)
        own = frozenset(id for id in _ids(cell) if times[id] == 1)  # one that several share tells nothing
        one = SubmittedCell(position, cell, claim if claim in known else None, source, fingerprint(cell.source), own)
        one.answers = not one.defines.isdisjoint(wanted)
        found.append(one)
    return found


def _ids(cell: NotebookNode) -> set[str]:
    """The cell's nbformat ids; Colab keeps the first one in its metadata."""
    return {id for id in (cell.get("id"), cell.metadata.get("id")) if isinstance(id, str)}


def _code_of(text: str, wanted: Collection[str]) -> str:
    """The code in a text that defines something wanted, or all of the text."""
    if not any(name in text for name in wanted):
        return text
    options = (code for code in (text, *code_in(text)) if parse(code) is not None)
    return next((code for code in options if not (bound(code) | set(functions(code))).isdisjoint(wanted)), text)
