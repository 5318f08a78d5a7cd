"""What nbgrader's gradebook knows of an assignment, read once: plain values that can be sent to another process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook

from autograder.course.files import digest, regular_files
from autograder.feedback.messages import FOOTERS
from autograder.repair.released import ReleasedNotebook, ScoredCell, SourceCell, fingerprint


def records_of(gradebook: Gradebook, assignment: str, release: Path | None = None) -> dict[str, ReleasedNotebook]:
    """Everything that is known of an assignment's notebooks, by name. Raises nbgrader's MissingEntry.

    release: the assignment's folder of released notebooks, for what the gradebook does not keep; it need not be there.
    """
    notebooks = gradebook.find_assignment(assignment).notebooks
    return {notebook.name: _record(notebook, _released(release, notebook.name)) for notebook in notebooks}


def tags_of_others(gradebook: Gradebook, assignment: str) -> dict[str, frozenset[str]]:
    """The names of the cells of the course's other assignments, by assignment."""
    notebooks = {other.name: other.notebooks for other in gradebook.assignments if other.name != assignment}
    return {
        name: frozenset(cell.name for notebook in found for cell in notebook.source_cells)
        for name, found in notebooks.items()
    }


def _released(folder: Path | None, name: str) -> list[NotebookNode]:
    """The cells of a released notebook."""
    path = folder / f"{name}.ipynb" if folder else None
    return nbformat.read(path, as_version=4).cells if path and path.is_file() else []


def _record(notebook: Any, release: list[NotebookNode]) -> ReleasedNotebook:
    named = {cell.metadata.nbgrader["grade_id"]: cell for cell in release if "nbgrader" in cell.metadata}
    order = {name: place for place, name in enumerate(named)}  # the gradebook's is that of its rows
    rows = sorted(notebook.source_cells, key=lambda row: order.get(row.name, len(order)))
    return ReleasedNotebook(
        notebook.id,
        notebook.name,
        notebook.kernelspec,
        tuple(_source_cell(row, named.get(row.name)) for row in rows),
        tuple(ScoredCell(c.id, c.name, float(c.max_score)) for c in notebook.grade_cells),
        tuple(ScoredCell(c.id, c.name, float(c.max_score)) for c in notebook.task_cells),
        tuple((c.name, c.id) for c in notebook.solution_cells),
        tuple(fingerprint(cell.source) for cell in release if "nbgrader" not in cell.metadata),
    )


def _source_cell(row: Any, cell: NotebookNode | None) -> SourceCell:
    released, cell_id = (cell.source, cell.get("id", "")) if cell else (row.source, "")
    return SourceCell(row.name, row.cell_type, row.locked, row.source, row.checksum, released, cell_id)


@dataclass(frozen=True)
class NotebookScores:
    """What the graded notebook says: scores (None: a person decides) and automatic comments, by cell."""

    scores: dict[str, float | None]
    comments: dict[str, str | None]


def scores_of(nb: NotebookNode) -> NotebookScores:
    """Read a graded notebook as nbgrader's SaveAutoGrades does. Raises ValueError for a score above the maximum."""
    scores, comments = {}, {}
    for cell in nb.cells:
        if utils.is_grade(cell):
            scores[cell.metadata.nbgrader["grade_id"]] = utils.determine_grade(cell)[0]
        if utils.is_solution(cell) or utils.is_task(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            name = cell.metadata.nbgrader["grade_id"]
            comments[name] = "No response." if untouched and not utils.is_task(cell) else None
    return NotebookScores(scores, comments)


OURS = ("timestamp.txt", "evidence.json")  # beside a graded notebook, and nothing that a student wrote
Texts = Mapping[str, Mapping[str, str]]  # by notebook and cell


def texts_in(folder: Path) -> Texts:
    """What a person read when grading this autograded folder; nothing of what is not there or cannot be read."""
    found = {}
    for path in regular_files(folder).values():
        if path.parent == folder and path.suffix == ".ipynb":
            try:
                found[path.stem] = texts_of(json.loads(path.read_bytes())["cells"], folder)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue
    return found


def texts_of(cells: Iterable[Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """Fingerprints of what a person reads of each graded cell: text, pictures, and the files beside the notebook."""
    files = {name: path for name, path in regular_files(folder).items() if path.suffix != ".ipynb" and name not in OURS}
    beside = digest(*((name, path.read_bytes()) for name, path in files.items()))
    told = ((cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in cells)
    return {
        name: fingerprint("".join(cell["source"]) + json.dumps(cell.get("attachments"), sort_keys=True) + beside)
        for name, cell in told
        if name
    }


def unchanged(old: Texts, new: Texts) -> dict[str, set[str]]:
    """The cells, by notebook, of which a person would read the same again."""
    return {
        name: {cell for cell, text in texts.items() if old.get(name, {}).get(cell) == text}
        for name, texts in new.items()
    }


def footer_of(nb: NotebookNode) -> str:
    """The line below a page: how the code was kept apart. Empty for a notebook that was not graded by the kit."""
    told = nb.metadata.get("autograder")
    level = told.get("sandbox_level") if isinstance(told, dict) else None
    return FOOTERS.get(level, "") if isinstance(level, int) else ""
