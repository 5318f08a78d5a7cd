"""`extend`: more time for some students."""

import datetime
import sys

import pytest
from nbgrader.api import Gradebook

from autograder.__main__ import main
from tests.conftest import CONFIG, make_course


@pytest.fixture
def extend(tmp_path, monkeypatch, capsys):
    """`extend(*arguments)` -> (exit code, what was said)."""
    course = make_course(tmp_path, CONFIG.format(minimum=3))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("ana")
        gradebook.add_student("bia")
    monkeypatch.chdir(course)

    def extend(*arguments):
        monkeypatch.setattr(sys, "argv", ["autograder", "extend", "lista8", *arguments, "--timezone", "UTC"])
        code = main()
        return code, "".join(capsys.readouterr())

    extend.course = course
    return extend


def set_due(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("lista8", duedate="2026-03-12 23:59:00 UTC")


def extensions(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {one.student_id: one.extension for one in gradebook.find_assignment("lista8").submissions}


def test_some_get_more_time_and_nobody_else(extend):
    set_due(extend.course)
    code, said = extend("ana", "--until", "2026-03-20 23:59")
    assert code == 0, said
    assert "ana: until 2026-03-20 23:59 UTC, 8 days" in said
    assert extensions(extend.course) == {"ana": datetime.timedelta(days=8)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ana", "--until", "amanhã"), "'amanhã' is no time"),
        (("ana", "--until", "2026-03-01 10:00"), "before the due date, 2026-03-12 23:59 UTC"),
        (("ana", "caio", "--until", "2026-03-20 23:59"), "the gradebook knows no caio"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(extend, arguments, words):
    set_due(extend.course)
    code, said = extend(*arguments)
    assert (code, words in said) == (2, True), said
    assert not any(extensions(extend.course).values())


def test_without_a_due_date_it_is_said_how_to_set_one(extend):
    code, said = extend("ana", "--until", "2026-03-20 23:59")
    assert (code, "collect --late-after" in said) == (2, True)
