"""What other tools make of a notebook when they save it, and whether its answers can still be told apart then. Pure."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator

from nbformat import NotebookNode

from autograder.release.work import Work, is_answer


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


def survives_resaving(work: Work) -> Iterator[str]:
    """After every tool, each answer cell can be told by its grade_id, its id, the one name that it defines or, for a
    text, by being the only one to be written under its heading."""
    for name, release in work.releases.items():
        for tool in TOOLS:
            saved = tool(release)
            for before, after in zip(release.cells, saved.cells, strict=True):
                if is_answer(before) and not _marked(before, after) and not _told(before, release):
                    yield f"{name}: after {tool.__name__} nothing tells which cell is {before.id}"


def _marked(before: NotebookNode, after: NotebookNode) -> bool:
    id = after.get("id") or after.metadata.get("id")
    return "grade_id" in after.metadata.get("nbgrader", {}) or id == before.get("id")


def _told(cell: NotebookNode, release: NotebookNode) -> bool:
    """By name or by heading."""
    if cell.cell_type == "code":
        names = Counter(name for other in release.cells if other.cell_type == "code" for name in _names(other))
        return any(names[name] == 1 for name in _names(cell))
    heading = _heading(cell, release)
    headings = Counter(_heading(other, release) for other in release.cells if is_answer(other) and other is not cell)
    return heading is not None and headings[heading] == 0


def _names(cell: NotebookNode) -> set[str]:
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return set()
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _heading(cell: NotebookNode, release: NotebookNode) -> str | None:
    """The heading above a cell."""
    found = None
    for other in release.cells:
        if other is cell:
            return found
        if other.cell_type == "markdown" and other.source.startswith("#"):
            found = other.source.splitlines()[0]
    return found
