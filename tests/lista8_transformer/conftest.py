"""The challenge behind the fence: its corpus, and a way to grade an answer."""

import json
from collections.abc import Callable

import nbformat
import pytest

from autograder.demo import corpus, fill
from autograder.judge.grade import grade
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.notebook import LocalStudent
from autograder.rubric import Outcome
from autograder.rubric.load import rubric_of
from tests.conftest import PROJECT

NAME = "lista8_transformer"
SAMPLES = {path.name: path for path in corpus(PROJECT / f"tests/{NAME}/submissions")}
EXPECTED = {name: json.loads((path / "expect.json").read_text()) for name, path in SAMPLES.items()}
SOURCE = nbformat.read(PROJECT / f"source/{NAME}/{NAME}.ipynb", as_version=4)
RELEASE = nbformat.read(PROJECT / f"release/{NAME}/{NAME}.ipynb", as_version=4)
POINTS = {
    cell.id: cell.metadata.nbgrader.points for cell in SOURCE.cells if cell.metadata.get("nbgrader", {}).get("grade")
}
RUBRIC = rubric_of(NAME)
# Seconds: an honest sample needs milliseconds, and gets the usual limits; a hostile one takes all it can get.
STRICT = Budget(cell_cpu=0.4, cell_wall=3, call_cpu=0.4, call_wall=3, total_wall=60, grace=2)


@pytest.fixture
def judge(sandbox) -> Callable[..., dict[str, Outcome]]:
    """Grade an answer.py behind the fence, or only some of its grade cells: outcomes by grade cell."""

    def judge(answer: str, *only: str, seed: int = 1, budget: Budget | None = None) -> dict[str, Outcome]:
        notebook = fill(RELEASE, answer)
        given = [cell.cell_type == "code" and cell.id not in POINTS for cell in notebook.cells]
        cells = [Cell(index, cell.source) for index, cell in enumerate(notebook.cells) if given[index]]
        with FencedStudent(sandbox, cells, budget) as student:
            student.run()
            checks = [check for name, check in RUBRIC.items() if not only or name in only]
            return {outcome.check: outcome for outcome in grade(student, checks, seed)}

    return judge


def graded_here(answer: str, seed: int = 3) -> list[Outcome]:
    """Grade an answer.py in this process."""
    namespace: dict = {}
    exec("import numpy as np\n" + answer, namespace)
    return grade(LocalStudent(namespace), RUBRIC.values(), seed)


def told(outcome: Outcome) -> dict:
    """An outcome as expect.json writes it."""
    points = round(outcome.share * POINTS[outcome.check], 4)
    found = {"verdict": outcome.verdict.value, "points": points}
    return found | ({"slips": sorted(slip.name for slip in outcome.slips)} if outcome.slips else {})
