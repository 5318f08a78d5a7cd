"""The table of damages, and what most of them are made of."""

from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

Damage = Callable[[NotebookNode, NotebookNode], bytes | tuple[str, bytes] | None]
Q1, Q2, ESSAY = "q1_self_attention", "q2_encoder_layer", "q3_decoder"
WRONG = "def self_attention(X, query, key, value):\n    return X * 0"
NORMALIZES = """def normaliza(E):
    E = np.exp(E - E.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)"""  # what an answer may need from another cell
TESTS = ("q1_formato", "q1_soma_das_linhas", "q1_valores", "q2_formato", "q2_estatisticas", "q2_valores")
DAMAGES: dict[str, Damage] = {}


def damage(name: str) -> Callable[[Damage], Damage]:
    def keep(function: Damage) -> Damage:
        DAMAGES[name] = function
        return function

    return keep


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell with an id (in the handout, ids of nbgrader's cells are their names)."""
    return next(cell for cell in notebook.cells if cell.id == name)


def place(notebook: NotebookNode, name: str) -> int:
    return notebook.cells.index(cell(notebook, name))


def strip(notebook: NotebookNode, *names: str) -> None:
    """Lose nbgrader's metadata (of all cells, if none is named)."""
    for one in notebook.cells:
        if one.id in names or not names:
            one.metadata.pop("nbgrader", None)


def delete(notebook: NotebookNode, *names: str) -> None:
    notebook.cells = [one for one in notebook.cells if one.id not in names]


def rename_ids(notebook: NotebookNode) -> None:
    for number, one in enumerate(notebook.cells):
        one.id = f"novo-{number}"


def text(notebook: NotebookNode) -> str:
    return nbformat.v4.writes_json(notebook)
