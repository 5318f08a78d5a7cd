"""A sample class made of the corpus (tests/ASSIGNMENT/submissions), taken down the whole road by stock nbgrader."""

import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade

from autograder.jail.errors import SandboxUnavailable
from autograder.jail.levels import open_sandbox

CELLS_SHOWN = 10  # columns of the table; more cells than that are summed by question
MARK = re.compile(r"^# %%(?P<kind> \[markdown\])? ?(?P<id>\w+)?$", re.MULTILINE)

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


def fill(release: NotebookNode, answer: str) -> NotebookNode:
    """The release notebook as a student hands it in, filled in from an `answer.py` in the percent format.

    `# %% ID` starts the new source of the release's cell ID, `# %% [markdown] ID` that of a markdown cell (each line
    behind "# "), and a bare `# %%` a cell of the student's own, which goes before the next ID (or to the end).
    """
    notebook = nbformat.from_dict(release)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    own: list[NotebookNode] = []
    marks = list(MARK.finditer(answer))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        source = answer[mark.end() : following.start() if following else None].strip("\n")
        if mark["id"] is None:
            own.append(new_code_cell(source, id=f"own-{mark.start()}"))
            continue
        cell = cells[mark["id"]]
        cell.source = re.sub(r"^# ?", "", source, flags=re.MULTILINE) if mark["kind"] else source
        place = notebook.cells.index(cell)
        notebook.cells[place:place], own = own, []
    notebook.cells += own
    return notebook


def corpus(folder: Path) -> list[Path]:
    """The sample submissions in `folder`, one folder each, by name."""
    return sorted(path.parent for path in folder.glob("*/answer.py"))


def run(project: Path) -> int:
    """Build a class in project/demo for every assignment with a corpus and grade it. Return the exit code."""
    assignments = sorted(path.parent.name for path in project.glob("tests/*/submissions"))
    if not assignments:
        print(f"there are no sample submissions in {project / 'tests'}: run the demo from a clone of the project")
        return 2
    course = project / "demo"
    shutil.rmtree(course, ignore_errors=True)
    level = _best_level()
    course.mkdir()
    (course / "nbgrader_config.py").write_text(CONFIG.format(minimum=level))
    return max(_demonstrate(project, course, assignment, level) for assignment in assignments)


def _best_level() -> int:
    try:
        sandbox = open_sandbox()
    except SandboxUnavailable as error:
        print(f"{error}\n\n{UNFENCED}\n")
        return 0
    sandbox.close()
    return sandbox.level


def _demonstrate(project: Path, course: Path, assignment: str, level: int) -> int:
    started = time.monotonic()
    shutil.copytree(project / "source" / assignment, course / "source" / assignment)
    _nbgrader(course, "generate_assignment", assignment)
    class_ = _hand_in(project / "tests" / assignment / "submissions", course, assignment, hostile=level > 0)
    print(f"{assignment}: {len(class_)} submissions handed in; grading...")
    graded = _nbgrader(course, "autograde", assignment)
    _nbgrader(course, "generate_feedback", assignment)
    rows = [row for row in (_result(course, student, assignment) for student in class_) if row]
    print(_table(rows))
    print(
        f"\n{len(rows)} of {len(class_)} graded in {time.monotonic() - started:.0f} s, release and feedback included."
    )
    print(f"A student's feedback:  {course / 'feedback' / 'STUDENT' / assignment / assignment}.html")
    print(f"The gradebook:         cd {course} && nbgrader export   (or nbgrader formgrader)")
    print(UNFENCED if level == 0 else f"Sandbox level {level}, proved by canaries at start.")
    return graded or int(len(rows) < len(class_))


def _nbgrader(course: Path, command: str, assignment: str) -> int:
    """Run the stock nbgrader in the course; show the end of what it says when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, assignment], cwd=course, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print("\n".join(done.stderr.splitlines()[-20:]))
    return done.returncode


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


def _result(course: Path, student: str, assignment: str) -> Row | None:
    """Read a graded notebook back; None when the student was not graded."""
    path = course / "autograded" / student / assignment / f"{assignment}.ipynb"
    if not path.exists():
        return None
    judged = [cell for cell in nbformat.read(path, as_version=4).cells if "autograder" in cell.metadata]
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


def _table(rows: list[Row]) -> str:
    columns = _columns(list(rows[0].points) if rows else [])
    width = max((len(row.student) for row in rows), default=0)
    legend = "   ".join(f"({number}) {name}" for number, name in enumerate(columns, 1))
    head = f"{'student':{width}}" + "".join(f"{f'({number})':>6}" for number in range(1, len(columns) + 1)) + "  total"
    lines = [
        f"{row.student:{width}}"
        + "".join(f"{sum(row.points[name] for name in names):6.2f}" for names in columns.values())
        + f" {sum(row.points.values()):6.2f}  {row.remarks}".rstrip()
        for row in rows
    ]
    return "\n".join([f"\n{legend}\n", head + "  verdict, slip", *lines])
