"""Repair, from the outside: what a right answer earns after what students' tools did to it, on both roads."""

import copy
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from autograder.demo import fill
from tests.conftest import CONFIG, POINTS, SAMPLES, make_course, nbgrader, released
from tests.repair.damages import DAMAGES, UNREADABLE
from tests.repair.damages.common import ESSAY, text

RIGHT = (SAMPLES["certa-pesos"] / "answer.py").read_text()


def grade(course):
    command = [sys.executable, "-m", "autograder", "grade", "lista8", "--course-dir", str(course)]
    return subprocess.run(command, capture_output=True, text=True, cwd=course, check=False, timeout=500)


def hand_in(course, student, made):
    """made: what a damage returned, or the notebook that it changed."""
    name, data = made if isinstance(made, tuple) else ("lista8.ipynb", made)
    folder = course / "submitted" / student / "lista8"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else text(data).encode())


def damaged(release, name):
    notebook = fill(release, RIGHT)
    made = DAMAGES[name](notebook, copy.deepcopy(release))
    return notebook if made is None else made


def scores(course, student, essay=None):
    query = """select base_cell.name, grade.auto_score from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        where submitted_assignment.student_id = ?"""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        found = dict(database.execute(query, [student]))
    return {name: found[name] for name in found if name in POINTS or name == essay}


@pytest.fixture(scope="module", params=["grade", "nbgrader autograde"])
def course(request, sandbox, tmp_path_factory):
    """One class with every damage, graded in one run; and what the command said."""
    folder = make_course(tmp_path_factory.mktemp("damaged"), CONFIG.format(minimum=3))
    for name in DAMAGES:
        hand_in(folder, name, damaged(released(folder), name))
    done = grade(folder) if request.param == "grade" else nbgrader(folder, "autograde", "lista8")
    assert done.returncode == 1  # some submissions cannot be read, and are named
    return folder, done.stderr


def test_there_are_at_least_forty_readable_damages():
    assert len(set(DAMAGES) - UNREADABLE) >= 40


@pytest.mark.parametrize("name", [name for name in DAMAGES if name not in UNREADABLE])
def test_a_right_answer_earns_every_point_whatever_was_done_to_its_notebook(course, name):
    folder, _ = course
    assert scores(folder, name) == POINTS


@pytest.mark.parametrize("name", [name for name in DAMAGES if name not in UNREADABLE])
def test_a_person_is_asked_about_an_essay_wherever_it_was_written(course, name):
    folder, _ = course
    assert scores(folder, name, ESSAY)[ESSAY] is None


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_what_cannot_be_read_is_named_and_is_no_zero(course, name):
    folder, said = course
    assert name in said
    assert set(scores(folder, name).values()) <= {None}
    assert not (folder / "autograded" / name / "lista8/lista8.ipynb").exists()
