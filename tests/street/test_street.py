"""Right notebooks with the debris of real ones keep their points on every road; wrong ones gain nothing by it.

The cases are data (tests/street/cases/KIND/NAME.py; the format is told in case.py). Each road is gone once for all.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import CONFIG, EXPECTED, POINTS, autograded, make_course, nbgrader
from tests.lista8.test_open_mode import PLAIN
from tests.lista8_transformer import conftest as challenge
from tests.street.case import Case, cases, files, notebooks, read

FULL = {"lista8": POINTS, "lista8_transformer": challenge.POINTS}
SAMPLES = {"lista8": EXPECTED, "lista8_transformer": challenge.EXPECTED}
RIGHT = cases("names", "clocks", "stops", "places", "challenge")
WRONG = cases("wrong")
ESSAY = "q3_decoder"
# A plain kernel has no fence: of the kinds that it can grade, only the one whose cells would harm no machine. It costs
# two seconds a case; with STREET_EXAMPLES set, it grades them all.
IN_A_KERNEL = [
    case for case in RIGHT if (case.kind, case.assignment) == ("names", "lista8") and "alone" not in case.said
]
IN_A_KERNEL = IN_A_KERNEL if "STREET_EXAMPLES" in os.environ else IN_A_KERNEL[::8]
# Seconds: the slow cases sleep longer than `total_wall` in all, and the answers need some hundredths.
HURRY = """c.FencedExecute.limits = {
    "cell_cpu": 0.5, "cell_wall": 0.8, "call_cpu": 2, "call_wall": 2, "total_wall": 2.4, "grace": 1
}
"""
ROADS = ("autograde", "grade")


@dataclass(frozen=True)
class Graded:
    """A course after grading, and what the command said."""

    course: Path
    said: str

    def grades(self, case: Case) -> dict[str, tuple[float | None, bool]]:
        """For each graded cell of a student: its automatic points, and whether a person is asked to grade it."""
        query = """select base_cell.name, grade.auto_score, grade.needs_manual_grade from grade
            join base_cell on base_cell.id = grade.cell_id
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
            where submitted_assignment.student_id = ?"""
        with sqlite3.connect(self.course / "gradebook.db") as database:
            rows = database.execute(query, [case.student]).fetchall()
        database.close()
        assert rows, f"{case.student} was not graded: {self.said}"
        return {name: (points, asked) for name, points, asked in rows}

    def points(self, case: Case) -> dict[str, float | None]:
        return {name: points for name, (points, _) in self.grades(case).items() if name != ESSAY}


Roads = dict[tuple[str, str], "Future[Graded]"]


@pytest.fixture(scope="session")
def roads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roads]:
    """Each road with each group of the chosen cases, side by side: the slow ones sleep while the others compute."""
    handed: dict[tuple[str, str], dict[str, Case]] = {}
    for item in request.session.items:
        if "roads" in getattr(item, "fixturenames", ()):
            case, road = item.callspec.params["case"], item.callspec.params.get("road", "kernel")
            handed.setdefault((road, group(case)), {})[case.name] = case
    with ThreadPoolExecutor(3) as pool:
        yield {
            (road, name): pool.submit(grade, hand_in(tmp_path_factory.mktemp("street"), road, name, cases), road, name)
            for (road, name), cases in sorted(handed.items(), key=lambda way: way[0][1] != "clocks")
        }


def group(case: Case) -> str:
    """The cases that share a course: those of an assignment, but for those that need little time."""
    return "clocks" if case.kind == "clocks" else case.assignment


def hand_in(folder: Path, road: str, name: str, handed: dict[str, Case]) -> Path:
    """A course into which the students have handed in."""
    usual = PLAIN if road == "kernel" else CONFIG.format(minimum=3)
    course = make_course(folder, usual + HURRY * (name == "clocks"), assignment_of(name))
    for case in handed.values():
        for file, content in files(case).items():
            path = course / "submitted" / case.student / case.assignment / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return course


def assignment_of(name: str) -> str:
    return "lista8" if name == "clocks" else name


def grade(course: Path, road: str, name: str) -> Graded:
    if road == "grade":
        command = [sys.executable, "-m", "autograder", "grade", assignment_of(name)]
        done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False, timeout=800)
    else:
        done = nbgrader(course, "autograde", assignment_of(name))
    return Graded(course, done.stdout[-2000:] + done.stderr[-4000:])


def gone(roads: Roads, road: str, case: Case) -> Graded:
    return roads[road, group(case)].result()


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.name)
def test_a_right_notebook_keeps_its_points(roads, road, case):
    full, earned = FULL[case.assignment], gone(roads, road, case).points(case)
    assert {name: points for name, points in earned.items() if name not in case.loses} == {
        name: points for name, points in full.items() if name not in case.loses
    }
    assert {name for name in case.loses if earned[name] >= full[name]} == set()


@pytest.mark.parametrize("case", IN_A_KERNEL, ids=lambda case: case.name)
def test_a_plain_kernel_gives_the_same_points(roads, case):
    assert gone(roads, "kernel", case).points(case) == POINTS


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("case", [case for case in RIGHT if "essay" in case.said], ids=lambda case: case.name)
def test_an_essay_is_found_and_a_person_is_asked(roads, road, case):
    way = gone(roads, road, case)
    assert way.grades(case)[ESSAY][1]
    cells = autograded(way.course, case.student).cells
    (essay,) = [cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == ESSAY]
    assert [piece for piece in case.said["essay"].split(" | ") if piece not in " ".join(essay.split())] == []


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.name)
def test_a_wrong_notebook_earns_no_more_with_debris_than_without(roads, road, case):
    cells = SAMPLES[case.assignment][case.said["like"]]["cells"]
    without = FULL[case.assignment] | {name: told["points"] for name, told in cells.items()}
    earned = gone(roads, road, case).points(case)
    assert {name: points for name, points in earned.items() if points > without[name]} == {}


def test_there_are_enough_cases_of_every_kind():
    least = {"names": 55, "clocks": 15, "stops": 45, "places": 30, "challenge": 20}
    kinds = [case.kind for case in RIGHT]
    assert [kind for kind, count in least.items() if kinds.count(kind) < count] == []
    assert len(WRONG) >= 10


@pytest.mark.parametrize("text", ["# %% last\nx = 1", "# No such place.\n# %% nowhere at all\nx = 1"])
def test_a_case_must_say_what_it_is_and_where_its_cells_stand(text):
    with pytest.raises(ValueError, match=r"names/x does not say|no such place"):
        list(notebooks(read("names/x", text)))
