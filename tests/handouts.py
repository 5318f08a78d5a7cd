"""A handout as a student meets it: run from top to bottom, every cell with its output; and its formulas."""

import io
import linecache
import re
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

from nbformat import NotebookNode

from autograder.parse.python import MAGIC

BEGIN, END = "# --- sua resposta começa aqui ---", "# --- sua resposta termina aqui ---"


def run_all(notebook: NotebookNode) -> tuple[dict[str, str], dict[str, BaseException]]:
    """Run the code cells in one namespace; what each printed (stderr too), and what the cells raised, by cell id.

    Unlike Jupyter it goes on after a cell that raised, and leaves magics out; like Jupyter it lets a traceback find the
    cells' lines.
    """
    namespace, printed, raised = {"__name__": "__main__"}, {}, {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            linecache.cache[cell.id] = (len(cell.source), None, cell.source.splitlines(keepends=True), cell.id)
            out, source = io.StringIO(), MAGIC.sub(r"\1pass", cell.source)
            with warnings.catch_warnings(), redirect_stdout(out), redirect_stderr(out):
                warnings.simplefilter("ignore")
                try:
                    exec(compile(source, cell.id, "exec"), namespace)
                except BaseException as error:
                    raised[cell.id] = error
            printed[cell.id] = out.getvalue()
    return printed, raised


def with_answer(notebook: NotebookNode, cell_id: str, source: str) -> NotebookNode:
    """The notebook with this source in one cell, changed in place."""
    next(cell for cell in notebook.cells if cell.id == cell_id).source = source
    return notebook


def formulas(notebook: NotebookNode) -> Iterator[str]:
    """The TeX of every formula in the text."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"`[^`]*`|\(data:[^)]*\)", "", cell.source)
            yield from (found[1] or found[2] for found in re.finditer(r"\$\$(.+?)\$\$|\$(.+?)\$", text, re.DOTALL))
