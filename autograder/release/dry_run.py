"""Runs a handout from top to bottom with the author's answers, as a student who got everything right would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.jail.jail import Sandbox
from autograder.judge.run.cell_outputs import CellResult
from autograder.judge.run.requests import Cell
from autograder.judge.run.student import FencedStudent
from autograder.release.handout import Handout


def rehearse(handout: Handout, sandbox: Sandbox, files: Mapping[str, bytes]) -> Iterator[str]:
    """Every cell that fails. Grade cells run as they were released, without their hidden tests."""
    for name, source, release in handout.pairs():
        failures = _failures(source, release, sandbox, files, handout.rules.prints)
        yield from (f"{name}: {finding}" for finding in failures)


def _failures(
    source: NotebookNode,
    release: NotebookNode,
    sandbox: Sandbox,
    files: Mapping[str, bytes],
    prints: Mapping[str, str],
) -> Iterator[str]:
    both = zip(source.cells, release.cells, strict=True)
    answered = [written if is_solution(written) else given for written, given in both]
    cells = [Cell(index, cell.source) for index, cell in enumerate(answered) if cell.cell_type == "code"]
    with sandbox.lock, FencedStudent(sandbox, cells, files=files) as student:
        ran = student.run()
    for cell in cells:
        id, shown = answered[cell.index].get("id"), ran.get(cell.index, CellResult())
        if cell.index not in ran:
            yield f"cell {id} was not run"
        elif shown.stopped:
            yield f"cell {id} does not run: {shown.stopped}"
        for output in shown.outputs:
            if output["output_type"] == "error":
                yield f"cell {id} does not run: {output['ename']}: {output['evalue']}"
        printed = "".join(output.get("text", "") for output in shown.outputs)
        if prints.get(id, "") not in printed:
            yield f"cell {id} does not print {prints[id]!r}: {printed.strip()}"
