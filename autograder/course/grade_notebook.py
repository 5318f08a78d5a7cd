"""One notebook graded: its cells run, its questions judged, and what it shows afterwards written into it."""

from collections.abc import Mapping, Sequence
from functools import partial

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell
from nbgrader import utils

from autograder.course import versions
from autograder.feedback.outputs import cell_outputs, outputs_of
from autograder.feedback.stories import as_stories
from autograder.jail.jail import Sandbox
from autograder.jail.layers import LEVELS
from autograder.judge.grade import grade
from autograder.judge.run.cell_outputs import CellResult
from autograder.judge.run.clock import Clock
from autograder.judge.run.failures import NOT_RUN
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.repair.cells import claim_of
from autograder.repair.log import Repair, is_harmless, note
from autograder.rubric import Check, Outcome


def judge_notebook(
    nb: NotebookNode,
    rubric: Mapping[str, Check],
    sandbox: Sandbox,
    seed: int,
    budget: Budget,
    files: Mapping[str, bytes],
) -> list[dict]:
    """Run the student's cells of `nb`, judge its grade cells, write all outputs into it.

    Return each outcome in outcome_summary: check, verdict, share of the points, names of slips.
    """
    judged = {index: rubric[_grade_id(cell)] for index, cell in enumerate(nb.cells) if _is_judged(cell, rubric)}
    code = {index: cell for index, cell in enumerate(nb.cells) if _is_run(cell) and index not in judged}
    repairs = nb.metadata.get("autograder", {}).get("repairs", [])
    tries = versions.Tries(nb.cells, {index: check.name for index, check in judged.items()})
    answers = [index for index, cell in code.items() if _holds_answer(cell)] if rubric else None
    ask = partial(FencedStudent, sandbox, budget=budget, files=files, answers=answers, places=_places(judged))
    ordered, clock = [check for check in rubric.values() if check in judged.values()], Clock(budget)
    for variant in versions.variants_of(nb.cells) if rubric else [versions.AS_IT_IS]:
        for lenient in (False, True):  # what stands below a line that stopped may be there because it never ran
            with sandbox.lock, ask(_cells(code, variant), clock=clock, lenient=lenient) as student:
                student.run()
                tries.add(variant, grade(student, ordered, seed), student.ran)
            if tries.perfect or not student.stopped:
                break
        if tries.perfect:
            break
    outcomes, ran = tries.best()
    for cell in nb.cells:
        cell.metadata.pop("autograder", None)  # ours alone to write
    write_outputs(code, ran)
    told = as_stories({check.name: outcomes[check.name] for check in judged.values()})
    for index, check in judged.items():
        write_score(nb.cells[index], told[check.name], sandbox.level)
    nb.metadata["autograder"] = {"seed": seed, "sandbox_level": sandbox.level}
    add_repair_note(nb, [*repairs, *(tries.told() if rubric else []), *leftovers(nb.cells, ran, outcomes)])
    return [{"check": name, "share": outcome.share, **outcome_summary(outcome)} for name, outcome in outcomes.items()]


def _cells(code: Mapping[int, NotebookNode], variant: versions.Variant) -> list[Cell]:
    """The cells of a variant of the notebook that there is something to run in."""
    sources = {index: variant.sources.get(index, cell.source) for index, cell in code.items()}
    return [Cell(index, source, utils.is_grade(code[index])) for index, source in sources.items() if source.strip()]


def write_outputs(code: Mapping[int, NotebookNode], ran: Mapping[int, CellResult]) -> None:
    """Write what the student's cells showed, by index in the notebook."""
    for index, cell in code.items():
        shown = ran.get(index, NOT_RUN if cell.source.strip() else CellResult())  # silence would be full marks
        cell.outputs = from_dict(cell_outputs(shown.outputs, shown.cut, shown.stopped))
        cell.execution_count = shown.count


def write_score(cell: NotebookNode, outcome: Outcome, level: int) -> None:
    """Write the outcome of a grade cell. level: of the sandbox."""
    points = float(cell.metadata.nbgrader["points"])
    cell.outputs = from_dict(outputs_of(outcome, points, unfenced=not LEVELS[level].fenced))
    cell.execution_count = None
    cell.metadata["autograder"] = outcome_summary(outcome)


def outcome_summary(outcome: Outcome) -> dict:
    """An outcome as it is kept with the result."""
    slips = [" + ".join(slip.name for slip in slips) for slips in outcome.explanations]  # one text an explanation
    return {"verdict": outcome.verdict.value, "slips": slips}


def leftovers(
    cells: Sequence[NotebookNode], ran: Mapping[int, CellResult], outcomes: Mapping[str, Outcome]
) -> list[dict]:
    """What stopped in cells whose other statements counted all the same, and raises that were left in an answer."""
    log = [
        Repair("stopped", tuple(filter(None, [claim_of(cells[index])])), line)
        for index, shown in sorted(ran.items())
        for line in shown.passed_over
    ]
    left = [name for name, outcome in outcomes.items() if getattr(outcome.problem, "kind", "") == "leftover"]
    return [repair.as_data() for repair in [*log, *([Repair("raise", tuple(left))] if left else [])]]


def add_repair_note(nb: NotebookNode, repairs: list[dict]) -> None:
    """Keep what was mended with the result, and say it at the top of the notebook."""
    if repairs:
        nb.metadata["autograder"]["repairs"] = repairs
    if any(map(is_harmless, repairs)):
        nb.cells.insert(0, new_markdown_cell(note(repairs), id="nota-da-entrega"))
        if nb.nbformat_minor < 5:
            del nb.cells[0]["id"]


def _grade_id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader["grade_id"]


def _is_judged(cell: NotebookNode, rubric: dict[str, Check]) -> bool:
    autograded = cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)
    return autograded and _grade_id(cell) in rubric


def _is_run(cell: NotebookNode) -> bool:
    """Whether a kernel would run this cell. The tag skips student cells alone: a skipped test would be full marks."""
    skipped = "skip-execution" in cell.metadata.get("tags", []) and not utils.is_grade(cell)
    return cell.cell_type == "code" and not skipped


def _holds_answer(cell: NotebookNode) -> bool:
    """Whether a cell is an answer's, has a version of one, or is a grade cell that the rubric leaves to the kernel."""
    return utils.is_solution(cell) or utils.is_grade(cell) or bool(cell.metadata.get("autograder", {}).get("versions"))


def _places(judged: Mapping[int, Check]) -> dict[str, int]:
    """For each check, the index of the first grade cell of its question: there its tests would have run."""
    first: dict[str, int] = {}
    for index, check in judged.items():
        first.setdefault(check.question, index)
    return {check.name: first[check.question] for check in judged.values()}
