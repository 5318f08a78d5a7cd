"""What nbgrader's gradebook knows of an assignment, read once: plain values that can be sent to another process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.nbgraderformat import MetadataValidator

PUT_BACK = "Esta célula faltava na entrega e foi recolocada para a correção.\n\n"


@dataclass(frozen=True)
class SourceCell:
    """A cell of the source notebook as `generate_assignment` stored it."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str


@dataclass(frozen=True)
class ScoredCell:
    """A grade or task cell and its points."""

    id: str
    name: str
    max_score: float


@dataclass(frozen=True)
class NotebookRecord:
    """One notebook of an assignment. Its methods are the part of nbgrader's Gradebook that OverwriteCells asks for."""

    id: str
    name: str
    kernelspec: str | None  # JSON
    source_cells: tuple[SourceCell, ...]
    grade_cells: tuple[ScoredCell, ...]
    task_cells: tuple[ScoredCell, ...]
    solution_ids: tuple[tuple[str, str], ...]  # (name, id in the gradebook)
    cell_ids: tuple[tuple[str, str], ...] = ()  # (name, nbformat id) in the release
    texts: tuple[str, ...] = ()  # fingerprints of the release's other cells

    @property
    def solution_cells(self) -> tuple[SourceCell, ...]:
        names = {name for name, _ in self.solution_ids}
        return tuple(cell for cell in self.source_cells if cell.name in names)

    def source_of(self, name: str) -> str:
        """A cell's source as it was released."""
        return self.find_source_cell(name, "", "").source

    def graded(self, source: SourceCell) -> bool:
        """Whether a cell is worth points."""
        return any(source.name == cell.name for cell in self.grade_cells + self.task_cells)

    def metadata(self, name: str) -> NotebookNode:
        """A cell's nbgrader metadata, as `generate_assignment` made it."""
        source = self.find_source_cell(name, "", "")
        meta = {
            "grade_id": name,
            "schema_version": MetadataValidator.schema_version,
            "cell_type": source.cell_type,
            "checksum": source.checksum,
            "locked": source.locked,
            "grade": any(cell.name == name for cell in self.grade_cells),
            "task": any(cell.name == name for cell in self.task_cells),
            "solution": any(name == solution for solution, _ in self.solution_ids),
        }
        if self.graded(source):
            meta["points"] = self.find_graded_cell(name, "", "").max_score
        return NotebookNode(meta)

    def new_cell(self, source: SourceCell) -> NotebookNode:
        """A cell that was lost, as it was released; one that a person grades says that it was put back."""
        written = self.graded(source) and source.cell_type == "markdown"
        text = PUT_BACK + source.source if written else source.source  # changed: not an answer left blank
        make = new_code_cell if source.cell_type == "code" else new_markdown_cell
        return make(text, id=f"put-back-{source.checksum[:16]}", metadata={"nbgrader": self.metadata(source.name)})

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> SourceCell:
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


def records_of(gradebook: Gradebook, assignment: str, release: Path | None = None) -> dict[str, NotebookRecord]:
    """Everything that is known of an assignment's notebooks, by name. Raises nbgrader's MissingEntry.

    release: the assignment's folder of released notebooks, for what the gradebook does not keep; it need not be there.
    """
    notebooks = gradebook.find_assignment(assignment).notebooks
    return {notebook.name: _record(notebook, *_released(release, notebook.name)) for notebook in notebooks}


def _released(folder: Path | None, name: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Of a released notebook: the nbformat ids of nbgrader's cells, and fingerprints of the others."""
    path = folder / f"{name}.ipynb" if folder else None
    if path is None or not path.is_file():
        return (), ()
    cells = nbformat.read(path, as_version=4).cells
    named = [(cell.metadata.nbgrader["grade_id"], cell.get("id", "")) for cell in cells if "nbgrader" in cell.metadata]
    return tuple(named), tuple(fingerprint(cell.source) for cell in cells if "nbgrader" not in cell.metadata)


def _record(notebook: Any, cell_ids: tuple[tuple[str, str], ...], texts: tuple[str, ...]) -> NotebookRecord:
    order = {name: place for place, (name, _) in enumerate(cell_ids)}  # the gradebook's is that of its rows
    source_cells = sorted(notebook.source_cells, key=lambda cell: order.get(cell.name, len(order)))
    return NotebookRecord(
        notebook.id,
        notebook.name,
        notebook.kernelspec,
        tuple(SourceCell(c.name, c.cell_type, c.locked, c.source, c.checksum) for c in source_cells),
        tuple(ScoredCell(c.id, c.name, float(c.max_score)) for c in notebook.grade_cells),
        tuple(ScoredCell(c.id, c.name, float(c.max_score)) for c in notebook.task_cells),
        tuple((c.name, c.id) for c in notebook.solution_cells),
        cell_ids,
        texts,
    )


_records: dict[tuple[str, str], dict[str, NotebookRecord]] = {}


def record_for(resources: ResourcesDict) -> NotebookRecord:
    """The record that came with the resources (batch), or the gradebook's, read once per process (stock)."""
    told = resources["nbgrader"]
    if "record" in told:
        return told["record"]
    key = (told["db_url"], told["assignment"])
    if key not in _records:
        with Gradebook(told["db_url"]) as gradebook:
            _records[key] = records_of(gradebook, told["assignment"], told.get("release"))
    return _records[key][told["notebook"]]
