"""Random edits that a student's tools can make to a notebook, and whether an answer is still there after them."""

import copy
import json
from collections.abc import Callable, Sequence

import nbformat
from nbformat import NotebookNode

from autograder.parse.python import parse

Edit = Callable[[NotebookNode, int, int], None]


def _pick(notebook: NotebookNode, number: int) -> int:
    return number % len(notebook.cells)


def delete(notebook: NotebookNode, a: int, b: int) -> None:
    if len(notebook.cells) > 1:
        del notebook.cells[_pick(notebook, a)]


def duplicate(notebook: NotebookNode, a: int, b: int) -> None:
    notebook.cells.insert(b % (len(notebook.cells) + 1), copy.deepcopy(notebook.cells[_pick(notebook, a)]))


def move(notebook: NotebookNode, a: int, b: int) -> None:
    cell = notebook.cells.pop(_pick(notebook, a))
    notebook.cells.insert(b % (len(notebook.cells) + 1), cell)


def retag(notebook: NotebookNode, a: int, b: int) -> None:
    """Swap the metadata of two cells, as moving only the text does."""
    first, second = notebook.cells[_pick(notebook, a)], notebook.cells[_pick(notebook, b)]
    first.metadata, second.metadata = second.metadata, first.metadata


def copy_tag(notebook: NotebookNode, a: int, b: int) -> None:
    notebook.cells[_pick(notebook, a)].metadata = copy.deepcopy(notebook.cells[_pick(notebook, b)].metadata)


def split(notebook: NotebookNode, a: int, b: int) -> None:
    """At the start of a line. b also says whether the second part keeps the metadata, as in JupyterLab."""
    index = _pick(notebook, a)
    lines = notebook.cells[index].source.split("\n")
    if len(lines) < 2:
        return
    second = copy.deepcopy(notebook.cells[index])
    at = 1 + b // 2 % (len(lines) - 1)
    notebook.cells[index].source, second.source = "\n".join(lines[:at]), "\n".join(lines[at:])
    if b % 2:
        second.metadata = NotebookNode()
    notebook.cells.insert(index + 1, second)


def merge(notebook: NotebookNode, a: int, b: int) -> None:
    """With the next cell of the same type."""
    index = _pick(notebook, a)
    if index + 1 < len(notebook.cells):
        first, second = notebook.cells[index : index + 2]
        if first.cell_type == second.cell_type:
            first.source += "\n\n" + second.source
            del notebook.cells[index + 1]


def strip(notebook: NotebookNode, a: int, b: int) -> None:
    """Lose the metadata of some cells; of all with b = 0."""
    for cell in notebook.cells if b == 0 else notebook.cells[_pick(notebook, a) :][: b % 5]:
        cell.metadata = NotebookNode()


def change_type(notebook: NotebookNode, a: int, b: int) -> None:
    cell = notebook.cells[_pick(notebook, a)]
    cell.cell_type = ("code", "markdown", "raw")[b % 3]
    for field in ("outputs", "execution_count", "attachments"):
        cell.pop(field, None)
    if cell.cell_type == "code":
        cell.update(outputs=[], execution_count=None)


def renumber(notebook: NotebookNode, a: int, b: int) -> None:
    """New ids, or, as old formats want it, none."""
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"novo-{a}-{number}"


def blank(notebook: NotebookNode, a: int, b: int) -> None:
    """Insert an empty cell."""
    cell = nbformat.v4.new_code_cell() if b % 2 else nbformat.v4.new_markdown_cell()
    notebook.cells.insert(_pick(notebook, a), cell)


EDITS: tuple[Edit, ...] = (
    delete, duplicate, move, retag, copy_tag, split, merge, strip, change_type, renumber, blank,
)  # fmt: skip


def saved(notebook: NotebookNode, way: int) -> bytes:
    """The file, as one of several tools would write it."""
    raw = json.loads(nbformat.v4.writes_json(notebook))
    if way % 5 == 1:
        raw["nbformat_minor"] = 0
    if way % 5 in (1, 2):
        for cell in raw["cells"]:
            del cell["id"]
    if way % 5 == 3:
        return json.dumps(raw).encode("utf-8-sig")
    return json.dumps(raw, ensure_ascii=False, indent=way % 3).encode("utf-16" if way % 5 == 4 else "utf-8")


def still_there(notebook: NotebookNode, text: str) -> bool:
    """Whether a code cell, or code cells next to each other, still hold these lines and are Python."""
    return any(_holds(group, text) for group in _runs_of_code(notebook.cells))


def _runs_of_code(cells: Sequence[NotebookNode]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for cell in cells:
        if cell.cell_type == "code":
            runs[-1].append(cell.source)
        else:
            runs.append([])
    return runs


def _holds(sources: list[str], text: str) -> bool:
    whole = ["\n".join(sources[a:b]) for a in range(len(sources)) for b in range(a + 1, min(a + 4, len(sources) + 1))]
    return any(text in source and parse(source) is not None for source in whole)
