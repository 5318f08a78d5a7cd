"""What one run shares is gone when it ends, also in a process that lives on, as a server does."""

import os
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.course.session import Session
from autograder.patches import shared_engines
from autograder.plugin import configure

STOCK = (Gradebook.__init__, Gradebook.close)
PROGRAMS = str(Path(sys.executable).parent)


@pytest.fixture(autouse=True)
def _programs_on_the_path(monkeypatch):
    """A new gradebook runs `alembic` by its bare name."""
    monkeypatch.setenv("PATH", PROGRAMS, prepend=os.pathsep)


def students(url):
    with Gradebook(url, "course") as gradebook:
        return [student.id for student in gradebook.students]


def test_gradebooks_share_an_engine_within_a_run_and_are_nbgraders_own_after_it(tmp_path):
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with shared_engines():
        with Gradebook(url, "course") as first, Gradebook(url, "course") as second:
            assert first.engine is second.engine
            first.add_student("ana")
        assert students(url) == ["ana"]
    assert first.engine.pool.checkedin() == 0  # no connection is left open
    assert (Gradebook.__init__, Gradebook.close) == STOCK


def test_a_gradebook_that_was_replaced_after_a_run_is_read_and_written(tmp_path):
    file = tmp_path / "gradebook.db"
    url = f"sqlite:///{file}"
    with shared_engines(), Gradebook(url, "course") as gradebook:
        gradebook.add_student("ana")
    file.rename(tmp_path / "old.db")
    assert students(url) == []
    with Gradebook(url, "course") as gradebook:
        gradebook.add_student("bia")
    assert students(url) == ["bia"]


def test_a_run_that_fails_leaves_gradebooks_as_they_were():
    with pytest.raises(ZeroDivisionError), shared_engines():
        raise ZeroDivisionError
    assert (Gradebook.__init__, Gradebook.close) == STOCK


def children():
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


def test_the_sandbox_of_a_run_is_closed_with_it(sandbox, tmp_path):
    before = children()
    session = Session(tmp_path, sandbox.level)
    assert session.sandbox.level == sandbox.level
    assert children() > before
    session.close()
    assert children() == before
    session.close()  # again, when the session is forgotten


def test_a_session_that_never_asked_for_its_sandbox_opens_none_to_close_it(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.session.open_sandbox", pytest.fail)
    Session(tmp_path, 3).close()


def test_configuring_again_leaves_the_path_of_programs_as_it_is(monkeypatch):
    monkeypatch.setenv("PATH", os.pathsep.join(["/elsewhere", PROGRAMS]))
    for _ in range(2):  # formgrader loads the configuration for each page
        configure(Config())
        assert os.environ["PATH"] == os.pathsep.join([PROGRAMS, "/elsewhere"])
