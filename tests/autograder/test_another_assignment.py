"""The worked examples of docs/assignment.md, taken at their word: their text alone makes the assignments."""

import re
import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder import demo
from autograder.demo import fill
from tests.conftest import PROJECT, autograded, hand_in, nbgrader, released

PAGE = (PROJECT / "docs/assignment.md").read_text()
KEY = ("reference.py", "misconceptions.py", "rubric.py")
LINEAR = "class Linear:\n    def __init__(self, a, b): self.W = np.zeros((a, b))\n"
ANSWERS = {  # by assignment and answer cell
    ("lista9", "linear"): {
        "certa": f"{LINEAR}    def forward(self, x): return np.where(x @ self.W > 0, x @ self.W, 0)",
        "errada": f"{LINEAR}    def forward(self, x): return x @ self.W",
    },
    ("lista10", "rms"): {
        "certa": "def rms(x): return [float(np.sqrt(np.mean(row * row))) for row in x]",
        "errada": "def rms(x): return np.sqrt((x**2).mean(axis=0))",
    },
}
ASSIGNMENTS = [assignment for assignment, _ in ANSWERS]
SCORES = {"lista9": {"certa": 4.0, "errada": 2.0}, "lista10": {"certa": 2.0, "errada": 0.5}}
TOLD = {"lista9": ("sem_relu", "Faltou a ReLU."), "lista10": ("por_coluna", "A média é por coluna.")}


def blocks(assignment):
    """The files and cells that the page gives for an assignment, by name."""
    section = PAGE.partition(f": `{assignment}`")[2].partition("\n## ")[0]
    found = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    named = re.compile(r"^# %% (\S+)\n(.*?)(?=^# %%|\Z)", re.DOTALL | re.MULTILINE)
    return {name: text for block in found for name, text in named.findall(block)}


def cell(name, source, **metadata):
    made = new_code_cell(source.strip(), id=name)
    made.metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, "locked": False, **metadata}}
    return made


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A clone's machinery and configuration with the examples' files, released, answered and graded."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("autograder", "solutions"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    for (assignment, answer), students in ANSWERS.items():
        write(folder, assignment, answer, students)
        for command in ("generate_assignment", "autograde"):
            done = nbgrader(folder, command, assignment)
            assert done.returncode == 0, done.stderr
            if command == "generate_assignment":
                for student, source in students.items():
                    filled = fill(released(folder, assignment), f"# %% {answer}\n{source}\n")
                    hand_in(folder, student, filled, assignment)
    return folder


def write(folder, assignment, answer, students):
    """Write an example's key and its notebook."""
    text = blocks(assignment)
    (folder / "solutions" / assignment).mkdir()
    for name in KEY:
        (folder / "solutions" / assignment / name).write_text(text[name])
    points = float(re.search(r"points=(\d+)", text[f"{answer}_valores"])[1])
    cells = [
        new_code_cell(text["importar"].strip(), id="importar"),
        cell(answer, text[answer], grade=False, solution=True),
        cell(f"{answer}_valores", text[f"{answer}_valores"], grade=True, solution=False, points=points, locked=True),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (folder / "source" / assignment).mkdir(parents=True)
    made = new_notebook(cells=cells, metadata=kernel)
    nbformat.write(made, folder / "source" / assignment / f"{assignment}.ipynb")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_examples_release_and_grade_through_stock_nbgrader(course, sandbox, assignment):
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        query = """select s.student_id, g.auto_score from grade g join submitted_notebook n on n.id = g.notebook_id
            join submitted_assignment s on s.id = n.assignment_id join assignment a on a.id = s.assignment_id
            where a.name = ?"""
        assert dict(database.execute(query, [assignment])) == SCORES[assignment]
    judged = autograded(course, "errada", assignment).cells[-1]
    slip, sentence = TOLD[assignment]
    assert judged.metadata.autograder.slips == [slip]
    assert sentence in judged.outputs[0].data["text/html"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_line_of_the_machinery_had_to_be_changed_and_the_examples_are_short(course, assignment):
    assert assignment not in "".join(path.read_text() for path in (course / "autograder").rglob("*.py"))
    assert sum(len(blocks(assignment)[name].splitlines()) for name in KEY) < 50


def test_the_demo_finds_every_assignment_that_has_samples_by_itself(course, monkeypatch):
    for assignment in ("lista8", "lista8_transformer", "lista9"):
        sample = course / "tests" / assignment / "submissions/certa"
        sample.mkdir(parents=True)
        (sample / "answer.py").write_text("")
    found = []

    def one(project, course, assignment, level):
        found.append(assignment)
        return demo.DemoResult(0, course)

    monkeypatch.setattr(demo, "_best_level", lambda: 4)
    monkeypatch.setattr(demo, "_demonstrate", one)
    assert demo.run(course) == 0
    assert found == ["lista8", "lista8_transformer", "lista9"]
