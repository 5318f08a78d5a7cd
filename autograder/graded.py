"""What a graded notebook shows: outputs, points, and a word on what was mended."""

from collections.abc import Mapping

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from autograder.checks import Outcome, StudentError, Verdict
from autograder.collect.log import note
from autograder.feedback import cell_outputs, outputs_of
from autograder.transcript import Ran


def write_outputs(code: Mapping[int, NotebookNode], ran: Mapping[int, Ran]) -> None:
    """Write what the student's cells showed, by index in the notebook."""
    not_run = Ran(stopped=StudentError(Verdict.TIMEOUT, "not run"))  # silence would be full marks
    for index, cell in code.items():
        shown = ran.get(index, not_run if cell.source.strip() else Ran())
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


def tell(nb: NotebookNode, repairs: list[dict]) -> None:
    """Keep what was mended with the result, and say it at the top of the notebook."""
    if repairs:
        nb.metadata["autograder"]["repairs"] = repairs
        nb.cells.insert(0, new_markdown_cell(note(repairs), id="nota-da-entrega"))
        if nb.nbformat_minor < 5:
            del nb.cells[0]["id"]
