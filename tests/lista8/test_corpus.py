"""The specification by example: every sample submission, graded by the stock command line behind the fence."""

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from autograder.demo import fill
from solutions.lista8.misconceptions import SLIPS
from tests.conftest import CONFIG, EXPECTED, POINTS, SAMPLES, autograded, hand_in, make_course, nbgrader, released

LIMITS = """c.FencedExecute.limits = {
    "cell_cpu": 1.5, "cell_wall": 6, "call_cpu": 0.7, "call_wall": 3, "total_wall": 45, "grace": 2,
}
"""  # seconds; an honest sample needs milliseconds, a hostile one all it can get
COUNTS = {"correct": 30, "wrong": 60, "hostile": 8, "unanswered": 1}  # the least that the corpus must hold


@pytest.fixture(scope="session")
def course(sandbox, tmp_path_factory):
    """The whole corpus, graded once. Takes minutes: the hostile samples use up their limits."""
    folder = make_course(tmp_path_factory.mktemp("corpus"), CONFIG.format(minimum=3) + LIMITS)
    for name, path in SAMPLES.items():
        hand_in(folder, name, fill(released(folder), (path / "answer.py").read_text()))
    done = nbgrader(folder, "autograde", "lista8")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.fixture(scope="session")
def gradebook(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        yield gradebook


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gets_exactly_its_expected_points_verdicts_and_slips(course, gradebook, name):
    expected = {cell: {"verdict": "pass", "points": points} for cell, points in POINTS.items()}
    expected |= EXPECTED[name]["cells"]
    cells = [
        cell for cell in autograded(course, name).cells if cell.metadata.get("nbgrader", {}).get("grade_id") in POINTS
    ]
    grades = gradebook.find_submission_notebook("lista8", "lista8", name).grades
    recorded = {grade.name: grade.auto_score for grade in grades}
    told = {}
    for cell in cells:
        grade_id = cell.metadata.nbgrader.grade_id
        told[grade_id] = {"verdict": cell.metadata.autograder.verdict, "points": determine_grade(cell)[0]}
        if cell.metadata.autograder.slips:
            told[grade_id]["slips"] = sorted(cell.metadata.autograder.slips)
        assert recorded[grade_id] == determine_grade(cell)[0]
    assert told == expected


def test_the_essay_waits_for_a_person_unless_it_was_left_blank(gradebook):
    for name, blank in (("certa-pesos", False), ("vazia-sem-resposta", True)):
        notebook = gradebook.find_submission_notebook("lista8", "lista8", name)
        (essay,) = [grade for grade in notebook.grades if grade.name == "q3_decoder"]
        assert essay.auto_score == (0 if blank else None)
        assert essay.needs_manual_grade is not blank


def test_the_corpus_holds_enough_of_each_kind():
    kinds = [expected["kind"] for expected in EXPECTED.values()]
    assert all(kinds.count(kind) >= least for kind, least in COUNTS.items())


def test_the_corpus_holds_enough_answers_with_two_slips_and_outside_the_bank():
    wrong = [expected["cells"].values() for expected in EXPECTED.values() if expected["kind"] == "wrong"]
    explained = [{tuple(told.get("slips", ())) for told in cells} for cells in wrong]
    named = [{name for ties in found if ties for name in ties[0].split(" + ")} for found in explained]
    assert sum(len(names) == 2 for names in named) >= 20
    assert sum(not names for names in named) >= 15


def test_every_check_fails_for_some_sample_and_every_slip_is_named_by_one():
    cells = [(cell, told) for expected in EXPECTED.values() for cell, told in expected["cells"].items()]
    assert {cell for cell, told in cells if expected_wrong(told)} == set(POINTS)
    named = {slip for _, told in cells for explanation in told.get("slips", []) for slip in explanation.split(" + ")}
    assert named == {slip.name for slip in SLIPS}


def expected_wrong(told):
    return told["verdict"] in ("fail", "partial")
