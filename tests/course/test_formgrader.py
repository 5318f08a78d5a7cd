"""Formgrader's Autograde button, clicked in a browser: one server, while courses, tests and keys change."""

import os
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.conftest import CONFIG, nbgrader
from tests.course.browser import browser, is_here, wait

pytestmark = pytest.mark.skipif(not is_here, reason="no chromium and chromedriver here")
TOKEN = "lab"
PLAIN = "### BEGIN HIDDEN TESTS\nassert f(2) == {right}\n### END HIDDEN TESTS"
JUDGED = '### BEGIN HIDDEN TESTS\nfrom autograder.notebook import check; check("lab", "q1_judged", points=1.0)\n'
JUDGED += "### END HIDDEN TESTS"
UNFENCED = """
from autograder.jail import levels

levels.kept = getattr(levels, "kept", levels.open_level)
def nothing(*asked):
    raise levels.SandboxError("taken away")
levels.open_level = nothing
"""
FENCED = "from autograder.jail import levels\nlevels.open_level = levels.kept\n"
KEY = '''
from autograder.rubric import AnswerKey, Mismatch, check


@check
def q1_judged(student, rng):
    """O dobro."""
    if student.call("f", 2) != {right}:
        raise Mismatch("property", "Não é o dobro.")


KEY = AnswerKey(checks=(q1_judged,))
'''


def cell(name, source, points=None):
    about = {"grade_id": name, "schema_version": 3, "cell_type": "code", "task": False, "locked": points is not None}
    about |= {"grade": points is not None, "solution": points is None}
    about |= {"points": points} if points is not None else {}
    return new_code_cell(source, id=name.replace("_", "-"), metadata={"nbgrader": about})


def teach(course, plain, judged):
    """(Over)write an assignment and its key, and generate it. plain, judged: what f(2) must be in each test."""
    answer = "### BEGIN SOLUTION\ndef f(x): return 2 * x\n### END SOLUTION"
    cells = [cell("answer", answer), cell("plain", PLAIN.format(right=plain), 1), cell("q1_judged", JUDGED, 1)]
    for folder in ("source/lab", "solutions/lab"):
        (course / folder).mkdir(parents=True, exist_ok=True)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), course / "source/lab/lab.ipynb")
    (course / "solutions/lab/rubric.py").write_text(KEY.format(right=judged))
    done = nbgrader(course, "generate_assignment", "lab", "--force")
    assert done.returncode == 0, done.stderr


def hand_in(course, student, name):
    notebook = nbformat.read(course / "release/lab/lab.ipynb", as_version=4)
    notebook.cells[0].source = "def f(x): return 2 * x"
    (course / f"submitted/{student}/lab").mkdir(parents=True)
    nbformat.write(notebook, course / f"submitted/{student}/lab/{name}")


def scores(course, student="ana"):
    query = """select b.name, g.auto_score from grade g join base_cell b on b.id = g.cell_id
        join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id
        where s.student_id = ?"""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return dict(database.execute(query, [student]))


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """Two courses with an assignment of the same name, beside each other."""
    folder = tmp_path_factory.mktemp("courses")
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "nbgrader_config.py").write_text(CONFIG.format(minimum=3))
        teach(folder / name, 4, 4)
    return folder


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def page(courses, sandbox):
    """A window of a browser, a server behind it."""
    port = free_port()
    home = courses / "home"
    environment = os.environ | {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_RUNTIME_DIR": str(home)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    command = [sys.executable, "-m", "jupyter", "server", "--allow-root", "--no-browser", f"--port={port}"]
    command += [f"--ServerApp.root_dir={courses}", f"--IdentityProvider.token={TOKEN}"]
    with open(courses / "server.log", "w") as log:
        server = subprocess.Popen(command, cwd=courses / "one", env=environment, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait(lambda: urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5))
        with browser(free_port()) as window:
            window.address, window.server = address, server
            yield window
    finally:
        server.terminate()
        server.wait(60)


def children(process):
    """The processes that a server has started and not ended."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


def click_autograde(page, course):
    """Open the course in formgrader, click the button of the first student, and return what the page says."""
    page.open(f"{page.address}/formgrader?path={course}&token={TOKEN}")
    page.open(f"{page.address}/formgrader/manage_submissions/lab?token={TOKEN}")
    page.click(".autograde a")
    said = page.text(".modal-body")
    print(said)  # pytest shows it where a test fails
    return said


def test_a_renamed_notebook_is_graded_as_by_the_command_line(page, courses):
    hand_in(courses / "one", "ana", "trabalho final.ipynb")
    assert "Successfully autograded" in click_autograde(page, courses / "one")
    assert scores(courses / "one") == {"plain": 1.0, "q1_judged": 1.0}
    done = nbgrader(courses / "one", "autograde", "lab", "--force")
    assert done.returncode == 0, done.stderr
    assert scores(courses / "one") == {"plain": 1.0, "q1_judged": 1.0}


def test_a_test_and_a_key_that_were_edited_count_at_the_next_click(page, courses):
    teach(courses / "one", 5, 4)
    assert "Successfully autograded" in click_autograde(page, courses / "one")
    assert scores(courses / "one") == {"plain": 0.0, "q1_judged": 1.0}
    teach(courses / "one", 5, 6)
    assert "Successfully autograded" in click_autograde(page, courses / "one")
    assert scores(courses / "one") == {"plain": 0.0, "q1_judged": 0.0}


def test_another_course_in_the_same_server_is_graded_by_its_own_tests_and_key(page, courses):
    hand_in(courses / "two", "ana", "lab.ipynb")
    assert "Successfully autograded" in click_autograde(page, courses / "two")
    assert scores(courses / "two") == {"plain": 1.0, "q1_judged": 1.0}
    click_autograde(page, courses / "one")
    assert scores(courses / "one") == {"plain": 0.0, "q1_judged": 0.0}


def test_a_gradebook_that_was_begun_anew_is_what_the_pages_show_and_a_click_leaves_no_process(page, courses):
    course = courses / "two"
    assert "Successfully autograded" in click_autograde(page, course)
    assert children(page.server) == []
    (course / "gradebook.db").rename(course / "old.db")
    teach(course, 4, 4)
    assert nbgrader(course, "db", "student", "add", "nova", "--last-name=Nova").returncode == 0
    page.open(f"{page.address}/formgrader/manage_students?token={TOKEN}")
    assert "Nova" in page.text("tbody .name")
    assert "Successfully autograded" in click_autograde(page, course)
    assert scores(course) == {"plain": 1.0, "q1_judged": 1.0}


def test_a_missing_fence_is_said_in_the_page_and_the_server_lives_on(page, courses):
    course = courses / "two"
    before = scores(course)
    (course / "nbgrader_config.py").write_text(CONFIG.format(minimum=3) + UNFENCED)
    told = click_autograde(page, course)
    assert "There was an error autograding" in told
    assert "refusing to grade: the sandbox needs level 3 or better" in told
    assert (course / "autograded/ana/lab/lab.ipynb").exists()
    assert scores(course) == before
    (course / "nbgrader_config.py").write_text(CONFIG.format(minimum=3) + FENCED)
    assert "Successfully autograded" in click_autograde(page, course)
    assert page.server.poll() is None
