"""A sample class made of the corpus (tests/ASSIGNMENT/submissions): released, handed in, graded, and told why.

demo/ is an ordinary course folder: `nbgrader autograde` in it gives the same points.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbgrader.utils import determine_grade

from autograder.jail.errors import SandboxUnavailable
from autograder.jail.levels import open_sandbox
from autograder.verify.samples import corpus, fill

if TYPE_CHECKING:
    from autograder.batch.store import Graded

CELLS_SHOWN = 10  # columns of the table; more cells than that are summed by question

CONFIG = """\
\"\"\"Written by `make demo`. Any course folder needs no more than this.\"\"\"

from autograder import plugin

c = get_config()
plugin.configure(c, sandbox_minimum={minimum})
# Seconds, far fewer than by default, so that the hostile samples do not keep you waiting.
c.FencedExecute.limits = {{"cell_cpu": 2, "cell_wall": 4, "call_cpu": 1, "call_wall": 2, "grace": 2}}
"""
UNFENCED = (
    "NO SANDBOX ON THIS MACHINE: the hostile samples are left out and the others graded WITHOUT a fence (level 0)."
)


def main(_: argparse.Namespace) -> int:
    """Build and grade the class of this checkout."""
    return run(Path(__file__).parents[1])


def run(project: Path) -> int:
    """Build a class in project/demo for every assignment with a corpus and grade it. Return the exit code."""
    assignments = sorted(path.parent.name for path in project.glob("tests/*/submissions"))
    if not assignments:
        print(f"there are no sample submissions in {project / 'tests'}: run the demo from a clone of the project")
        return 2
    started = time.monotonic()
    course = project / "demo"
    shutil.rmtree(course, ignore_errors=True)
    level = _best_level()
    course.mkdir()
    (course / "solutions").symlink_to("../solutions")
    (course / "nbgrader_config.py").write_text(CONFIG.format(minimum=level))
    with contextlib.chdir(course):
        done = [_demonstrate(project, course, assignment, level) for assignment in assignments]
    print(f"\nAll done in {time.monotonic() - started:.0f} s.")
    print(UNFENCED if level == 0 else f"Sandbox level {level}, proved by canaries at start.")
    print("\nOpen in a browser, to see what a student reads:")
    for one in done:
        print(f"  {one.page}")
    nbgrader = Path(sys.executable).with_name("nbgrader")
    print("Look at the gradebook, here or with formgrader in jupyter lab:")
    print(f"  cd {course} && {nbgrader} export && cat grades.csv")
    return max(one.code for one in done)


def _best_level() -> int:
    try:
        sandbox = open_sandbox()
    except SandboxUnavailable as error:
        print(f"{error}\n\n{UNFENCED}\n")
        return 0
    sandbox.close()
    return sandbox.level


@dataclass(frozen=True)
class DemoResult:
    """An assignment's exit code, and the feedback page of a student who made a known slip."""

    code: int
    page: Path


def _demonstrate(project: Path, course: Path, assignment: str, level: int) -> DemoResult:
    from autograder.pages.command import write_feedback

    started = time.monotonic()
    shutil.copytree(project / "source" / assignment, course / "source" / assignment)
    _release(course, assignment)
    class_ = _hand_in(project / "tests" / assignment / "submissions", course, assignment, hostile=level > 0)
    print(f"\n{assignment}: {len(class_)} submissions handed in; grading...", flush=True)
    rows = _grade(course, assignment, class_)
    print(f"{len(rows)} of {len(class_)} graded in {time.monotonic() - started:.0f} s, release included.", flush=True)
    failed = write_feedback(course, assignment, None, os.cpu_count() or 1, force=False)
    slipped = sorted(row.student for row in rows if row.remarks.startswith("partial"))
    page = course / "feedback" / [*slipped, *class_][0] / assignment / f"{assignment}.html"
    return DemoResult(int(bool(failed) or len(rows) < len(class_)), page)


def _release(course: Path, assignment: str) -> None:
    """Let stock nbgrader make the release; show the end of what it says when it fails."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    if done.returncode:
        print("\n".join(done.stderr.splitlines()[-20:]))


def _grade(course: Path, assignment: str, students: list[str]) -> list[Row]:
    """Grade the class on all cores, and show each student at once."""
    from autograder.batch.grade_class import Request, grade_folder

    table = Table(assignment, max(map(len, students), default=0))
    grade_folder(course, Request(assignment, secrets.randbits(63)), os.cpu_count() or 1, table.add)
    return table.rows


def _hand_in(samples: Path, course: Path, assignment: str, hostile: bool) -> list[str]:
    """Write the samples marked for the demo into the course, one submission each; return the students' ids."""
    students = []
    release = course / "release" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(release, as_version=4)
    for sample in corpus(samples):
        about = json.loads((sample / "expect.json").read_text())
        if not about.get("demo") or (about["kind"] == "hostile" and not hostile):
            continue
        folder = course / "submitted" / sample.name / assignment
        folder.mkdir(parents=True)
        nbformat.write(fill(notebook, (sample / "answer.py").read_text()), folder / release.name)
        students.append(sample.name)
    return students


@dataclass(frozen=True)
class Row:
    """One student's line in the table: points per judged cell, and what went wrong in words."""

    student: str
    points: dict[str, float]
    remarks: str


@dataclass
class Table:
    """The class, a line for each student as soon as there is a result."""

    assignment: str
    width: int  # of the longest name
    rows: list[Row] = field(default_factory=list)

    def add(self, student: str, graded: Graded) -> None:
        """Print a result, the first one below the table's head."""
        if graded.error:
            print(f"NOT GRADED {student}: {graded.error.strip().splitlines()[-1]}", flush=True)
            return
        row = _row(student, graded.notebooks[self.assignment])
        columns = _columns(list(row.points))
        if not self.rows:
            print(_head(columns, self.width))
        self.rows.append(row)
        points = "".join(f"{sum(row.points[name] for name in names):6.2f}" for names in columns.values())
        print(f"{student:{self.width}}{points} {sum(row.points.values()):6.2f}  {row.remarks}".rstrip(), flush=True)


def _row(student: str, notebook: str) -> Row:
    """What a graded notebook says."""
    judged = [cell for cell in nbformat.reads(notebook, as_version=4).cells if "autograder" in cell.metadata]
    points = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in judged}
    told = [cell.metadata.autograder for cell in judged if cell.metadata.autograder.verdict != "pass"]
    remarks = [", ".join([one.verdict, *one.slips]) for one in told]
    return Row(student, points, "; ".join(dict.fromkeys(remarks)))


def _columns(names: list[str]) -> dict[str, list[str]]:
    """The cells of each column of the table: one, or where they are many those whose names begin alike."""
    columns: dict[str, list[str]] = {}
    for name in names:
        columns.setdefault(name if len(names) <= CELLS_SHOWN else name.split("_")[0], []).append(name)
    return columns


def _head(columns: dict[str, list[str]], width: int) -> str:
    legend = "   ".join(f"({number}) {name}" for number, name in enumerate(columns, 1))
    numbers = "".join(f"{f'({number})':>6}" for number in range(1, len(columns) + 1))
    return f"\n{legend}\n\n{'student':{width}}{numbers}  total  verdict, slip"
