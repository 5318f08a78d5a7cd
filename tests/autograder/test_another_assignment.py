"""README's worked example of another assignment, taken at its word: its text, and nothing else, makes `lista9`."""

import re
import shutil
import sqlite3

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder import demo
from autograder.demo import fill
from tests.conftest import PROJECT, autograded, hand_in, nbgrader, released

SECTION = (PROJECT / "README.md").read_text().partition("### Another assignment")[2]
BLOCKS = {
    name: text
    for block in re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
    for name, text in re.findall(r"^# %% (\S+)\n(.*?)(?=^# %%|\Z)", block, re.DOTALL | re.MULTILINE)
}
ANSWERS = {
    "certa": "class Linear:\n    def __init__(self, a, b): self.W = np.zeros((a, b))\n"
    "    def forward(self, x): return np.where(x @ self.W > 0, x @ self.W, 0)",
    "sem-relu": "class Linear:\n    def __init__(self, a, b): self.W = np.zeros((a, b))\n"
    "    def forward(self, x): return x @ self.W",
}


def cell(name, source, **metadata):
    made = new_code_cell(source.strip(), id=name)
    made.metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, "locked": False, **metadata}}
    return made


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A clone's machinery and configuration with the example's five files, released, answered and graded."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("autograder", "solutions"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    for name in ("reference.py", "misconceptions.py", "rubric.py"):
        (folder / "solutions/lista9").mkdir(exist_ok=True)
        (folder / "solutions/lista9" / name).write_text(BLOCKS[name])
    cells = [
        new_code_cell("import numpy as np", id="importar"),
        cell("linear", BLOCKS["linear"], grade=False, solution=True),
        cell("linear_valores", BLOCKS["linear_valores"], grade=True, solution=False, points=4, locked=True),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (folder / "source/lista9").mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "source/lista9/lista9.ipynb")
    done = nbgrader(folder, "generate_assignment", "lista9")
    assert done.returncode == 0, done.stderr
    for student, answer in ANSWERS.items():
        hand_in(folder, student, fill(released(folder, "lista9"), f"# %% linear\n{answer}\n"), "lista9")
    done = nbgrader(folder, "autograde", "lista9")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_example_releases_and_grades_through_stock_nbgrader(course, sandbox):
    with sqlite3.connect(course / "gradebook.db") as database:
        query = """select a.student_id, g.auto_score from grade g join submitted_notebook n on n.id = g.notebook_id
            join submitted_assignment a on a.id = n.assignment_id"""
        assert dict(database.execute(query)) == {"certa": 4.0, "sem-relu": 2.0}
    database.close()
    [judged] = [cell for cell in autograded(course, "sem-relu", "lista9").cells if cell.id == "linear_valores"]
    assert judged.metadata.autograder.slips == ["sem_relu"]
    assert "Faltou a ReLU." in judged.outputs[0].data["text/html"]


def test_no_line_of_the_machinery_had_to_be_changed_and_the_example_is_short(course):
    assert "lista9" not in "".join(path.read_text() for path in (course / "autograder").rglob("*.py"))
    assert sum(len(BLOCKS[name].splitlines()) for name in ("reference.py", "misconceptions.py", "rubric.py")) < 50


def test_the_demo_finds_every_assignment_that_has_samples_by_itself(course, monkeypatch):
    for assignment in ("lista8", "lista8_transformer", "lista9"):
        sample = course / "tests" / assignment / "submissions/certa"
        sample.mkdir(parents=True)
        (sample / "answer.py").write_text("")
    found = []

    def one(project, course, assignment, level):
        found.append(assignment)
        return demo.Done(0, course)

    monkeypatch.setattr(demo, "_best_level", lambda: 4)
    monkeypatch.setattr(demo, "_demonstrate", one)
    assert demo.run(course) == 0
    assert found == ["lista8", "lista8_transformer", "lista9"]
