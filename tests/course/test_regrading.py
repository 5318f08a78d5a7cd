"""A hand-graded essay stays graded through a regrade while what a person read is the same, on both roads."""

import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.demo import fill
from tests.conftest import CONFIG, SAMPLES, hand_in, make_course, nbgrader, released

ESSAY = "q3_decoder"


@pytest.fixture(scope="module")
def course(sandbox, tmp_path_factory):
    made = make_course(tmp_path_factory.mktemp("course"), CONFIG.format(minimum=3))
    hand_in(made, "ana", fill(released(made), (SAMPLES["certa-pesos"] / "answer.py").read_text()))
    write(made, "O decoder tem uma máscara.")
    grade(made)
    return made


def write(course, text, **attachments):
    """Hand in again with this essay."""
    path = course / "submitted/ana/lista8/lista8.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == ESSAY]
    cell.source = text
    cell.pop("attachments", None)
    if attachments:
        cell["attachments"] = attachments
    nbformat.write(notebook, path)


def grade(course):
    command = [sys.executable, "-m", "autograder", "grade", "lista8", "--force", "--jobs", "1"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def autograde(course):
    done = nbgrader(course, "autograde", "lista8", "--force")
    assert done.returncode == 0, done.stderr


def waits(course, score=None):
    """Whether the essay waits for a person; with a score, it has just been given it by one."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = gradebook.find_grade(ESSAY, "lista8", "lista8", "ana")
        if score is not None:
            found.manual_score, found.needs_manual_grade = score, False
            gradebook.db.commit()
        return found.needs_manual_grade


@pytest.mark.parametrize("road", [grade, autograde])
def test_an_essay_stays_graded_until_it_is_another_one(course, road):
    write(course, "O decoder tem uma máscara.")
    road(course)
    assert not waits(course, 1.5)
    road(course)
    assert not waits(course)
    write(course, "O decoder   tem uma máscara.")  # white space
    road(course)
    assert not waits(course)
    write(course, "O decoder tem uma máscara e olha o encoder.")
    road(course)
    assert waits(course)
    assert not waits(course, 2.0)
    write(course, "O decoder tem uma máscara e olha o encoder.", **{"a.png": {"image/png": "QUJD"}})
    road(course)
    assert waits(course)


@pytest.mark.parametrize("road", [grade, autograde])
def test_a_file_beside_the_notebook_is_part_of_what_was_read(course, road):
    write(course, "Ver o arquivo redacao.txt.")
    (course / "submitted/ana/lista8/redacao.txt").write_text("A")
    road(course)
    assert not waits(course, 1.0)
    road(course)
    assert not waits(course)
    (course / "submitted/ana/lista8/redacao.txt").write_text("B")
    road(course)
    assert waits(course)
