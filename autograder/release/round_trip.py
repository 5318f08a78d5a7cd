"""What other tools make of a notebook when they save it, and whether its answers are still found again then. Pure."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.release.handout import Handout
from autograder.repair.cells import claim_of
from autograder.repair.files.reading import read_notebook
from autograder.repair.released import ReleasedNotebook, ScoredCell, SourceCell, fingerprint
from autograder.repair.repair import repair

MARKER = re.compile(r"^[^\n]*(?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)


def colab(notebook: NotebookNode) -> NotebookNode:
    """Colab: ids move into the metadata, its own entries join them; nbformat 4.0."""
    notebook = copy.deepcopy(notebook)
    notebook.nbformat_minor = 0
    notebook.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for cell in notebook.cells:
        cell.metadata["id"] = cell.pop("id", "")
    return notebook


def colab_copy(notebook: NotebookNode) -> NotebookNode:
    """Cells copied into a Colab notebook of one's own: the metadata stays behind."""
    notebook = colab(notebook)
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {"id": f"Xy{number:010}"}
    return notebook


def kaggle(notebook: NotebookNode) -> NotebookNode:
    """Kaggle: its own metadata in the place of all other, no ids; nbformat 4.4."""
    notebook = copy.deepcopy(notebook)
    notebook.nbformat_minor = 4
    notebook.metadata = {"kaggle": {"accelerator": "none"}, "kernelspec": notebook.metadata.get("kernelspec", {})}
    for cell in notebook.cells:
        cell.pop("id", None)
        cell.metadata = {"trusted": True}
    return notebook


def vs_code(notebook: NotebookNode) -> NotebookNode:
    """VS Code: ids and metadata stay, a kernel of the student's machine comes, ends of cells are trimmed."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": ".venv (3.12.1)", "language": "python"}
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
        cell.metadata["vscode"] = {"languageId": "python"}
    return notebook


TOOLS: tuple[Callable[[NotebookNode], NotebookNode], ...] = (colab, colab_copy, kaggle, vs_code)


def survives_resaving(handout: Handout) -> Iterator[str]:
    """After every tool, repair finds each of the author's answers again, where it belongs and as it was."""
    for name, source, release in handout.pairs():
        record, answered = _record(name, source, release), _answered(source, release)
        for tool in TOOLS:
            found = _answers(repair(record, read_notebook(nbformat.writes(tool(answered)).encode())[0])[0])
            for id, answer in _answers(answered).items():
                if found.get(id) != answer:
                    yield f"{name}: after {tool.__name__} the answer in {id} is not found again"


def _answered(source: NotebookNode, release: NotebookNode) -> NotebookNode:
    """The release as a student hands it in who answers as the author does."""
    notebook = copy.deepcopy(release)
    for cell, written in zip(notebook.cells, source.cells, strict=True):
        if is_solution(cell):
            cell.source = MARKER.sub("", written.source)
    return notebook


def _answers(notebook: NotebookNode) -> dict[str | None, str]:
    return {claim_of(cell): cell.source.rstrip() for cell in notebook.cells if is_solution(cell)}


def _record(name: str, source: NotebookNode, release: NotebookNode) -> ReleasedNotebook:
    """What the gradebook would hold of a notebook."""
    named = [(one, given) for one, given in zip(source.cells, release.cells, strict=True) if claim_of(given)]
    return ReleasedNotebook(
        "",
        name,
        None,
        tuple(_source_cell(one, given) for one, given in named),
        tuple(_scored_cell(given) for _, given in named if is_grade(given)),
        tuple(_scored_cell(given) for _, given in named if is_task(given)),
        tuple((claim_of(given), "") for _, given in named if is_solution(given)),
        tuple(fingerprint(given.source) for given in release.cells if not claim_of(given)),
    )


def _source_cell(written: NotebookNode, given: NotebookNode) -> SourceCell:
    about = given.metadata.nbgrader
    checksum, id = about.get("checksum", ""), given.get("id", "")
    return SourceCell(about.grade_id, given.cell_type, about.locked, written.source, checksum, given.source, id)


def _scored_cell(given: NotebookNode) -> ScoredCell:
    return ScoredCell("", given.metadata.nbgrader.grade_id, float(given.metadata.nbgrader.get("points", 0)))
