"""A released notebook as it is known: its cells, their points and their metadata."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import MissingEntry
from nbgrader.nbgraderformat import MetadataValidator

PUT_BACK = "Esta célula faltava na entrega e foi recolocada para a correção.\n\n"


@dataclass(frozen=True)
class SourceCell:
    """A cell of the source notebook as `generate_assignment` stored it."""

    name: str
    cell_type: str
    locked: bool
    source: str  # with hidden tests and mark schemes
    checksum: str
    released: str = ""  # what students get
    id: str = ""  # the nbformat id in the release

    def added_in(self, text: str) -> str:
        """The lines of a text that were not released."""
        released = {line.strip() for line in self.released.splitlines()}
        return "\n".join(line for line in text.splitlines() if line.strip() not in released).strip()


@dataclass(frozen=True)
class ScoredCell:
    """A grade or task cell and its points."""

    id: str
    name: str
    max_score: float


@dataclass(frozen=True)
class ReleasedNotebook:
    """One notebook of an assignment. Its methods are the part of nbgrader's Gradebook that OverwriteCells asks for."""

    id: str
    name: str
    kernelspec: str | None  # JSON
    source_cells: tuple[SourceCell, ...]
    grade_cells: tuple[ScoredCell, ...]
    task_cells: tuple[ScoredCell, ...]
    solution_ids: tuple[tuple[str, str], ...]  # (name, id in the gradebook)
    texts: tuple[str, ...] = ()  # fingerprints of the release's other cells; none if there was no release to be read

    @cached_property
    def prints(self) -> frozenset[str]:
        """Fingerprints of all cells as students got them."""
        return frozenset((*self.texts, *(fingerprint(cell.released) for cell in self.source_cells)))

    def graded(self, source: SourceCell) -> bool:
        """Whether a cell is worth points."""
        return any(source.name == cell.name for cell in self.grade_cells + self.task_cells)

    def metadata(self, name: str) -> NotebookNode:
        """A cell's nbgrader metadata, as `generate_assignment` made it."""
        return NotebookNode(self.all_metadata[name])

    @cached_property
    def all_metadata(self) -> dict[str, dict]:
        """The metadata of all cells, by name. Not to be changed."""
        points = {cell.name: cell.max_score for cell in self.grade_cells + self.task_cells}
        graded, tasks = {cell.name for cell in self.grade_cells}, {cell.name for cell in self.task_cells}
        solutions = {name for name, _ in self.solution_ids}
        return {
            source.name: {
                "grade_id": source.name,
                "schema_version": MetadataValidator.schema_version,
                "cell_type": source.cell_type,
                "checksum": source.checksum,
                "locked": source.locked,
                "grade": source.name in graded,
                "task": source.name in tasks,
                "solution": source.name in solutions,
                **({"points": points[source.name]} if source.name in points else {}),
            }
            for source in self.source_cells
        }

    def new_cell(self, source: SourceCell) -> NotebookNode:
        """A cell that was lost, as it was released; one that a person grades says that it was put back."""
        written = self.graded(source) and source.cell_type == "markdown"
        text = PUT_BACK + source.source if written else source.source  # changed: not an answer left blank
        make = new_code_cell if source.cell_type == "code" else new_markdown_cell
        return make(text, id=f"put-back-{source.checksum[:16]}", metadata={"nbgrader": self.metadata(source.name)})

    def find_source_cell(self, name: str, notebook: str = "", assignment: str = "") -> SourceCell:
        return _find(self.source_cells, name)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> ScoredCell:
        return _find(self.grade_cells + self.task_cells, name)


def _find(cells: tuple, name: str) -> Any:
    for cell in cells:
        if cell.name == name:
            return cell
    raise MissingEntry(f"no cell {name!r} in the gradebook")


def fingerprint(source: str) -> str:
    """What stays the same of a cell's source when only white space changes."""
    return hashlib.blake2b(" ".join(source.split()).encode("utf-8", "replace"), digest_size=8).hexdigest()
