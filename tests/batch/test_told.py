"""What `grade` says of a class: nobody is passed over in silence."""

import datetime
import os
import signal
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.demo import fill
from tests.batch.test_batch import LATE
from tests.conftest import CONFIG, PROJECT, SAMPLES, hand_in, make_course, nbgrader, released


@pytest.fixture(scope="module")
def course(sandbox, tmp_path_factory):
    made = make_course(tmp_path_factory.mktemp("course [2026]"), CONFIG.format(minimum=3))
    for student in ("ana", "bia"):
        hand_in(made, student, fill(released(made), (SAMPLES["certa-pesos"] / "answer.py").read_text()))
    for student, files in {
        "caio": ["relatorio.pdf"],
        "davi": ["pasta/lista8.ipynb"],
        "eva": [],
        "fabio": ["lista8.zip", "lista8.py"],
    }.items():
        folder = made / f"submitted/{student}/lista8"
        folder.mkdir(parents=True)
        for name in files:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("x")
    (made / "submitted/hugo/Lista 8").mkdir(parents=True)
    (made / "submitted/iara").mkdir()
    (made / "submitted/iara/lista8").write_text("a file")
    (made / "submitted/karen").mkdir()
    (made / "submitted/karen/Untitled.ipynb").write_text("{}")
    (made / "submitted/joana/lista7").mkdir(parents=True)
    with Gradebook(f"sqlite:///{made / 'gradebook.db'}") as gradebook:
        gradebook.add_student("gil")
    return made


def command(course, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments], cwd=course, capture_output=True, text=True, check=False
    )


def grade(course, *options, assignment="lista8"):
    return command(course, "grade", assignment, "--jobs", "1", *options)


def test_every_folder_that_is_not_graded_is_named_with_what_is_in_it(course):
    done = grade(course)
    assert done.returncode == 1
    for student, found in {
        "caio": "relatorio.pdf",
        "davi": "pasta/lista8.ipynb",
        "eva": "nothing",
        "fabio": "lista8.py, lista8.zip",
    }.items():
        assert (
            f"NOT GRADED {student}: no notebook of this assignment: expected lista8.ipynb, found {found}" in done.stderr
        )
    assert "NOT GRADED hugo: expected a folder lista8, found a folder Lista 8" in done.stderr
    assert "NOT GRADED iara: expected a folder lista8, found a file lista8" in done.stderr
    assert "NOT GRADED karen: expected a folder lista8, found a file Untitled.ipynb" in done.stderr
    assert "2 graded, 0 unchanged, 7 not graded" in done.stderr
    assert "2 handed in nothing: gil, joana" in done.stderr
    assert "2 wait for a person" in done.stderr
    assert done.stderr.endswith("Next: python -m autograder feedback lista8\n")


def test_the_table_is_the_whole_class_also_when_all_is_unchanged(course):
    done = grade(course)
    assert "0 graded, 2 unchanged" in done.stderr
    (row,) = [line for line in done.stderr.splitlines() if "q1_valores" in line]
    assert " 2 " in row


def test_a_student_who_is_misspelt_is_named_and_the_others_are_graded(course):
    done = grade(course, "--student", "anna", "bia")
    assert done.returncode == 1
    assert "NOT GRADED anna: nobody of this name handed in; did you mean ana" in done.stderr
    assert "1 unchanged" in done.stderr


def test_a_wrong_assignment_or_folder_says_what_there_is_and_leaves_nothing(course, tmp_path):
    done = grade(course, assignment="lsta8")
    assert done.returncode == 2
    assert "this course has no assignment 'lsta8'; it has: lista8" in done.stderr
    sheet = tmp_path.with_name("sheet.csv")
    sheet.write_text("id;nota\nana;\n")
    for options in (
        ("grade", "lista8"),
        ("feedback", "lista8"),
        ("extend", "lista8", "ana", "--until", "2026-03-20 23:59"),
        ("export", "lista8", "--worksheet", str(sheet), "--id-column", "id", "--grade-column", "nota"),
    ):
        done = command(tmp_path, *options)
        assert done.returncode == 2
        assert "this is no course folder" in done.stderr
        assert "SELECT" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_due_date_that_is_moved_and_an_extension_count_at_the_next_run(sandbox, tmp_path):
    made = make_course(tmp_path, CONFIG.format(minimum=3) + LATE)
    for student in ("ana", "bia"):
        hand_in(made, student, fill(released(made), (SAMPLES["certa-pesos"] / "answer.py").read_text()))
        (made / f"submitted/{student}/lista8/timestamp.txt").write_text("2026-03-02 12:00:00 UTC")

    def penalties():
        with Gradebook(f"sqlite:///{made / 'gradebook.db'}") as gradebook:
            return [
                gradebook.find_submission("lista8", student).late_submission_penalty or 0.0
                for student in ("ana", "bia")
            ]

    assert "2 graded" in grade(made).stderr
    assert penalties() == [0, 0]
    with Gradebook(f"sqlite:///{made / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("lista8", duedate="2026-03-01 12:00:00 UTC")
    assert "2 graded" in grade(made).stderr
    assert penalties() == [pytest.approx(0.1)] * 2
    with Gradebook(f"sqlite:///{made / 'gradebook.db'}") as gradebook:
        gradebook.find_submission("lista8", "ana").extension = datetime.timedelta(days=3)
        gradebook.db.commit()
    done = grade(made)
    assert "1 graded, 1 unchanged" in done.stderr
    assert penalties() == [0, pytest.approx(0.1)]
    assert "0 graded, 2 unchanged" in grade(made).stderr


def test_two_runs_at_once_take_turns_and_the_second_says_who_runs(course):
    run = [sys.executable, "-m", "autograder", "grade", "lista8", "--force", "--student", "ana", "bia"]
    runs = [subprocess.Popen(run, cwd=course, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [run.communicate(timeout=300)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert ["2 graded, 0 unchanged" in one for one in said] == [True, True]
    (waited,) = [one for one in said if "waiting for process" in one]
    assert "-m autograder grade lista8 --force" in waited


def test_ctrl_c_is_one_line(course):
    run = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "lista8", "--force", "--jobs", "2"],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout.readline()  # it is at work
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=120)
    assert run.returncode == 130
    assert said.splitlines() == ["stopped: what was finished is kept, and the same command goes on from there"]


def test_another_assignment_of_the_course_is_named_and_earns_no_zero(sandbox, tmp_path):
    made = make_course(tmp_path, CONFIG.format(minimum=3))
    source = nbformat.read(PROJECT / "source/lista8_transformer/lista8_transformer.ipynb", as_version=4)
    (made / "source/lista8_transformer").mkdir()
    nbformat.write(source, made / "source/lista8_transformer/lista8_transformer.ipynb")
    assert nbgrader(made, "generate_assignment", "lista8_transformer").returncode == 0
    other = released(made, "lista8_transformer")
    hand_in(made, "ana", other)
    done = grade(made)
    assert done.returncode == 1
    assert "NOT GRADED ana: lista8.ipynb is lista8_transformer, not lista8" in done.stderr
    done = nbgrader(made, "autograde", "lista8")
    assert done.returncode != 0
    assert "lista8.ipynb is lista8_transformer, not lista8" in done.stderr
