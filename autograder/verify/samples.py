"""The sample submissions of an assignment (tests/ASSIGNMENT/submissions) as functions of this very process.

They are our own code, in our own repository, and honest by their `expect.json`: those that are not, like whatever a
student hands in, run behind the fence and nowhere else.
"""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

MARK = re.compile(r"^# %%(?P<kind> \[markdown\])? ?(?P<id>\w+)?$", re.MULTILINE)
HONEST = ("correct", "wrong")  # kinds of sample; the others attack the grader, or answer nothing


def fill(release: NotebookNode, answer: str) -> NotebookNode:
    """The release notebook as a student hands it in, filled in from an `answer.py` in the percent format.

    `# %% ID` starts the new source of the release's cell ID, `# %% [markdown] ID` that of a markdown cell (each line
    behind "# "), and a bare `# %%` a cell of the student's own, which goes before the next ID (or to the end).
    """
    notebook = nbformat.from_dict(release)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    own: list[NotebookNode] = []
    marks = list(MARK.finditer(answer))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        source = answer[mark.end() : following.start() if following else None].strip("\n")
        if mark["id"] is None:
            own.append(new_code_cell(source, id=f"own-{mark.start()}"))
            continue
        cell = cells[mark["id"]]
        cell.source = re.sub(r"^# ?", "", source, flags=re.MULTILINE) if mark["kind"] else source
        place = notebook.cells.index(cell)
        notebook.cells[place:place], own = own, []
    notebook.cells += own
    return notebook


def corpus(folder: Path) -> list[Path]:
    """The sample submissions in `folder`, one folder each, by name."""
    return sorted(path.parent for path in folder.glob("*/answer.py"))


def samples(project: Path, assignment: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name of each honest sample, and the names that its cells define, as far as they run; after a release."""
    released = project / "release" / assignment / f"{assignment}.ipynb"
    for folder in corpus(project / "tests" / assignment / "submissions") if released.exists() else ():
        if json.loads((folder / "expect.json").read_text())["kind"] in HONEST:
            notebook = fill(nbformat.read(released, as_version=4), (folder / "answer.py").read_text())
            yield folder.name, _defined([cell.source for cell in notebook.cells if cell.cell_type == "code"])


def _defined(sources: list[str]) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    for source in sources:
        with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stdout(io.StringIO()):
            exec(source, namespace)
    return namespace
