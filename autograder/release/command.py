"""`release` on the command line: make the release aside, look at it, and only then let nbgrader write it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from nbgrader.apps import GenerateAssignmentApp
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from rich.console import Console

from autograder.course.course import Course
from autograder.jail.levels import open_sandbox
from autograder.release.dry_run import rehearse
from autograder.release.handout import Handout, read_handout
from autograder.release.lints import findings
from autograder.release.round_trip import survives_resaving


def run(arguments: argparse.Namespace) -> int:
    """Release and return the exit code: 1 when the lint found something and nothing was released."""
    try:
        course = Course(arguments.course_dir)
        with tempfile.TemporaryDirectory(prefix=".release-", dir=course.coursedir.root) as aside:
            handout = _made_aside(course, arguments.assignment, Path(aside).name)
            found = _everything_wrong(handout, course)
        if not found and not arguments.dry_run:
            _generate(course, arguments.assignment)
    except (OSError, NbGraderException) as error:
        print(f"nothing was released: {error}", file=sys.stderr)
        return 2
    return _sum_up(course, handout, found, arguments.dry_run)


def _made_aside(course: Course, assignment: str, aside: str) -> Handout:
    """The release as it would be: in a folder of its own, without the gradebook."""
    source = course.path("source", ".", assignment)
    if any(source.glob("*.ipynb")):
        _generate(course, assignment, f"--CourseDirectory.release_directory={aside}", "--no-db")
    structure = course.coursedir.format_path(aside, ".", assignment)
    return read_handout(assignment, source, Path(structure), course.coursedir.ignore)


def _generate(course: Course, assignment: str, *options: str) -> None:
    """Stock nbgrader's generate_assignment. Raises NbGraderException; what went wrong has been logged."""
    app = GenerateAssignmentApp()
    app.log_level = "ERROR"
    app.initialize([f"--course-dir={course.coursedir.root}", f"--assignment={assignment}", "--force", *options])
    GenerateAssignment(coursedir=app.coursedir, parent=app).start()


def _everything_wrong(handout: Handout, course: Course) -> list[str]:
    files = {path: (course.path("source", ".", handout.assignment) / path).read_bytes() for path in handout.files}
    found = [*findings(handout), *survives_resaving(handout)]
    with closing(open_sandbox(0, hidden=[Path(course.coursedir.root)])) as sandbox:  # the author's own code: any level
        return [*found, *rehearse(handout, sandbox, files)]


def _sum_up(course: Course, handout: Handout, found: list[str], dry_run: bool) -> int:
    console = Console(stderr=True, soft_wrap=True, markup=False, highlight=False)
    for finding in found:
        console.print(f"- {finding}")
    if found:
        console.print(f"{len(found)} findings: nothing was released")
        return 1
    given = ", ".join([*(f"{name}.ipynb" for name in handout.releases), *handout.files])
    if dry_run:
        console.print(f"no findings; students would get {given}. Dry run: nothing was released")
    else:
        console.print(f"no findings; give students {course.path('release', '.', handout.assignment)}: {given}")
    return 0
