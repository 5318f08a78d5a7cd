"""Keys are those of one course folder: no other that is on the path, none left over from another course."""

import importlib
import pickle
import sys

import pytest

from autograder.rubric import load
from autograder.rubric.load import course_above, key_of, keys_in_use, module_of, rubric_of, use_keys_of


@pytest.fixture
def courses(tmp_path, monkeypatch):
    """Two courses with an assignment of one name, and one that is on sys.path without being asked for."""
    held = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "solutions"}
    for name in ("a", "b", "on the path"):
        (tmp_path / name / "solutions/lab").mkdir(parents=True)
        (tmp_path / name / "solutions/lab/rubric.py").write_text(
            f"from solutions.lab import reference\nNAME = {name!r}"
        )
        (tmp_path / name / "solutions/lab/reference.py").write_text(f"class Right:\n    name = {name!r}")
    (tmp_path / "none").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "on the path")
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "solutions"]:
        del sys.modules[name]
    sys.modules.update(held)


def test_each_course_has_its_own_key_whatever_is_on_the_path(courses):
    for name in ("a", "b", "a"):
        use_keys_of(courses / name)
        rubric = module_of("lab", "rubric")
        assert (rubric.NAME, rubric.reference.Right.name) == (name, name)
        assert keys_in_use() == [courses / name / "solutions"]


def test_a_course_without_the_folder_has_the_keys_of_the_kit_if_there_are_any(courses, monkeypatch):
    use_keys_of(courses / "a")
    assert module_of("lab", "rubric").NAME == "a"
    use_keys_of(courses / "none")
    assert module_of("lab", "rubric") is None
    assert key_of("lista8") is not None
    monkeypatch.setattr(load, "KIT", courses / "none")  # as in a wheel
    use_keys_of(courses / "none")
    assert key_of("lista8") is None


def test_a_key_that_was_edited_is_read_again(courses):
    use_keys_of(courses / "a")
    assert module_of("lab", "rubric").NAME == "a"
    (courses / "a/solutions/lab/rubric.py").write_text("NAME = 'edited'")
    use_keys_of(courses / "a")
    assert module_of("lab", "rubric").NAME == "a"  # in the middle of a run
    use_keys_of(courses / "a", anew=True)
    assert module_of("lab", "rubric").NAME == "edited"


def test_a_course_that_is_not_there_is_no_course_without_a_key(courses):
    with pytest.raises(NotADirectoryError, match="no course folder"):
        use_keys_of(courses / "missing")


def test_naming_a_course_again_imports_nothing_again(courses):
    use_keys_of(courses / "a")
    right = importlib.import_module("solutions.lab.reference").Right
    (courses / "linked").symlink_to(courses / "a")
    use_keys_of(courses / "linked")
    assert pickle.loads(pickle.dumps(right)) is right


def test_a_notebook_finds_its_course_above_it(courses):
    folder = courses / "a/autograded/ana/lab"
    folder.mkdir(parents=True)
    assert course_above(folder, "lab") == courses / "a"
    with pytest.raises(LookupError, match="no solutions/other"):
        course_above(folder, "other")


KEY = """from autograder.rubric import AnswerKey, check

@check
def q1_soma(student, rng):
    'A soma.'

KEY = AnswerKey(checks=(q1_soma,))
"""


def test_a_key_is_that_of_the_course_that_is_named_though_another_was_in_use(courses):
    (courses / "a/solutions/lab/rubric.py").write_text(KEY)
    use_keys_of(courses / "b")
    assert [check.name for check in key_of("lab", courses / "a").checks] == ["q1_soma"]
    assert [*rubric_of("lab", courses / "a")] == ["q1_soma"]
    assert key_of("no_such_list", courses / "a") is None


def test_a_rubric_without_a_key_says_what_to_write(courses):
    with pytest.raises(LookupError, match=r"rubric\.py has no KEY: write KEY = AnswerKey"):
        key_of("lab", courses / "b")
