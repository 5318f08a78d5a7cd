"""The sample submissions of an assignment (tests/ASSIGNMENT/submissions) as functions of this very process.

They are our own code, in our own repository, and honest by their `expect.json`: those that are not, like whatever a
student hands in, run behind the fence and nowhere else.
"""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder.demo import corpus, fill

HONEST = ("correct", "wrong")  # kinds of sample; the others attack the grader, or answer nothing


def samples(project: Path, assignment: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name of each honest sample, and the names that its cells define, as far as they run."""
    released = project / "release" / assignment / f"{assignment}.ipynb"
    for folder in corpus(project / "tests" / assignment / "submissions"):
        if json.loads((folder / "expect.json").read_text())["kind"] in HONEST:
            notebook = fill(nbformat.read(released, as_version=4), (folder / "answer.py").read_text())
            yield folder.name, _defined([cell.source for cell in notebook.cells if cell.cell_type == "code"])


def _defined(sources: list[str]) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    for source in sources:
        with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stdout(io.StringIO()):
            exec(source, namespace)
    return namespace
