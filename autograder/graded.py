"""What a graded notebook shows: outputs, points, and a word on what was mended."""

from collections.abc import Mapping, Sequence

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from autograder.breakdown import NOT_RUN
from autograder.checks import Outcome
from autograder.collect.found import claim_of
from autograder.collect.log import Repair, note
from autograder.feedback import cell_outputs, outputs_of
from autograder.transcript import Ran


def write_outputs(code: Mapping[int, NotebookNode], ran: Mapping[int, Ran]) -> None:
    """Write what the student's cells showed, by index in the notebook."""
    for index, cell in code.items():
        shown = ran.get(index, NOT_RUN if cell.source.strip() else Ran())  # silence would be full marks
        cell.outputs = from_dict(cell_outputs(shown.outputs, shown.cut, shown.stopped))
        cell.execution_count = shown.count


def write_score(cell: NotebookNode, outcome: Outcome, level: int) -> None:
    """Write the outcome of a grade cell. level: of the sandbox."""
    points = float(cell.metadata.nbgrader["points"])
    cell.outputs = from_dict(outputs_of(outcome, points, unfenced=level == 0))
    cell.execution_count = None
    cell.metadata["autograder"] = brief(outcome)


def brief(outcome: Outcome) -> dict:
    """An outcome as it is kept with the result."""
    slips = [" + ".join(slip.name for slip in slips) for slips in outcome.explanations]  # one text an explanation
    return {"verdict": outcome.verdict.value, "slips": slips}


def leftovers(cells: Sequence[NotebookNode], ran: Mapping[int, Ran], outcomes: Mapping[str, Outcome]) -> list[dict]:
    """What stopped in cells whose other statements counted all the same, and raises that were left in an answer."""
    log = [
        Repair("stopped", tuple(filter(None, [claim_of(cells[index])])), line)
        for index, shown in sorted(ran.items())
        for line in shown.passed_over
    ]
    left = [name for name, outcome in outcomes.items() if getattr(outcome.problem, "kind", "") == "leftover"]
    return [repair.as_data() for repair in [*log, *([Repair("raise", tuple(left))] if left else [])]]


def tell(nb: NotebookNode, repairs: list[dict]) -> None:
    """Keep what was mended with the result, and say it at the top of the notebook."""
    if repairs:
        nb.metadata["autograder"]["repairs"] = repairs
        nb.cells.insert(0, new_markdown_cell(note(repairs), id="nota-da-entrega"))
        if nb.nbformat_minor < 5:
            del nb.cells[0]["id"]
