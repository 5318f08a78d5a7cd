"""`export` on the command line: reads everything, refuses or writes, sums up."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from sqlalchemy.exc import OperationalError

from autograder.course.course import EVIDENCE, Course
from autograder.course.files import Replacement
from autograder.course.gradebook import open_gradebook
from autograder.course.grades import StudentTotal, read_totals
from autograder.course.manifest import Manifest, known_keys, load
from autograder.export.fill import Filled, fill
from autograder.export.match import match
from autograder.lms.grade_sheets import Form, read_form, read_other_form
from autograder.lms.moodle_feedback import pages_of, zip_of
from autograder.lms.sheet import Sheet, read_sheet

UNGRADABLE = "handed in nothing that can be graded: see collect"
REFUSALS = (ValueError, LookupError, OSError, MissingEntry, OperationalError)


def run(arguments: argparse.Namespace) -> int:
    """Export and return the exit code: 1 when some grades were left out."""
    try:
        filled, pages = _export(arguments)
    except REFUSALS as error:
        print(f"nothing was written: {error}", file=sys.stderr)
        return 2
    _sum_up(filled, arguments, pages)
    return int(bool(filled.left))


def _export(arguments: argparse.Namespace) -> tuple[Filled, dict[str, dict[str, bytes]]]:
    name = arguments.assignment
    sheet = read_sheet(arguments.worksheet.read_bytes())
    arguments.output = arguments.output or arguments.worksheet.with_stem(arguments.worksheet.stem + "-graded")
    course = Course(arguments.course_dir)
    form = _form(sheet, arguments, course)
    if arguments.feedback_zip and not form.system.takes_pages:
        raise ValueError("--feedback-zip is Moodle's; with Canvas, hand out the pages in feedback/ otherwise")
    if arguments.output == arguments.worksheet:
        raise ValueError("the downloaded sheet is not overwritten: choose another --output")
    manifest = _manifest(course, name)
    totals = read_totals(course.coursedir.db_url, name)
    outdated = _outdated(course, name, totals, manifest)
    totals = _wanted(totals, arguments.without or (), course.coursedir.student_id_exclude)
    rows = match(form, totals, known_keys(manifest))
    filled = fill(sheet, form, totals, rows, outdated, arguments.partial)
    pages = _pages(course, name, filled) if arguments.feedback_zip else {}
    files = {arguments.output: sheet.filled(filled.changes)}
    if arguments.feedback_zip:
        files[arguments.feedback_zip] = zip_of(rows, pages)
    _write(files)
    return filled, pages


def _form(sheet: Sheet, arguments: argparse.Namespace, course: Course) -> Form:
    """Which cell of the sheet is whose grade. Raises ValueError."""
    named = arguments.id_column, arguments.grade_column
    if all(named):
        return read_other_form(sheet, *named)
    if any(named):
        raise ValueError("--id-column and --grade-column go together: a sheet that is neither Moodle's nor Canvas's")
    return read_form(sheet, arguments.assignment, arguments.column, _title(course, arguments.assignment))


def _title(course: Course, assignment: str) -> str:
    """The first line of the handout, where there is one."""
    for path in sorted(course.path("release", ".", assignment).glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        return cells[0].source.partition("\n")[0] if cells else ""
    return ""


def _wanted(totals: list[StudentTotal], without: Sequence[str], excluded: str) -> list[StudentTotal]:
    """All but those who are to be left out, here or by the course. Raises LookupError for who is not there at all."""
    names = [one.student for one in totals]
    for name in without:
        if name not in names:
            near = " or ".join(get_close_matches(name, names)) or "somebody of the gradebook"
            raise LookupError(f"--without {name}: no such student; did you mean {near}?")
    return [one for one in totals if one.student not in (*without, *excluded.split(","))]


def _write(files: Mapping[Path, bytes]) -> None:
    """Write all files or none: what can fail is done beside their places."""
    replacements = [Replacement(path) for path in files]
    for replacement, data in zip(replacements, files.values(), strict=True):
        replacement.write(data)
    for replacement in replacements:
        replacement.take_place()


def _manifest(course: Course, assignment: str) -> Manifest:
    path = Path(course.coursedir.root) / "collected" / assignment / "manifest.json"
    return load(path.read_text("utf-8")) if path.exists() else {}


def _outdated(course: Course, name: str, totals: list[StudentTotal], manifest: Manifest) -> dict[str, str]:
    """Students whose submission is not graded, cannot be, or has changed since `grade` graded it."""
    gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id)
    try:
        assignment = course.assignment(name, gradebook)
    finally:
        gradebook.close()
    graded = {one.student for one in totals}
    found = {student: UNGRADABLE for student, record in manifest.items() if student not in graded and record.attempts}
    try:
        handed_in = dict(course.submissions(name))
    except NbGraderException:  # nobody
        handed_in = {}
    for student, folder in handed_in.items():
        evidence = course.path("autograded", student, name) / EVIDENCE
        if student not in graded or not evidence.parent.exists():  # nbgrader has rows of whom it could not grade, too
            found[student] = "handed in, and not graded"
        elif evidence.exists():
            digest = json.loads(evidence.read_text("utf-8")).get("submission")
            try:
                same = digest == course.read(student, folder, assignment).digest
            except (OSError, ValueError):  # grade says why: here it must stop nobody else's grade
                same = False
            if not same:
                found[student] = "handed in again since it was graded: run grade"
    for one in totals:  # nbgrader makes the rows of whom an extension is given, too
        absent = one.student not in handed_in and not course.path("autograded", one.student, name).exists()
        if absent and one.pending == one.cells:
            found.setdefault(one.student, "handed in nothing")
    return found


def _pages(course: Course, assignment: str, filled: Filled) -> dict[str, dict[str, bytes]]:
    """The feedback of those whose grade is in the sheet: nobody reads of points that are not final. Of the pages that
    lie there only ours are packed, which have the names of the assignment's notebooks."""
    ours = {f"{path.stem}.html" for path in course.path("release", ".", assignment).glob("*.ipynb")}
    found = {student: pages_of(course.path("feedback", student, assignment)) for student in filled.written}
    known = {student: {name: pages[name] for name in sorted(ours & pages.keys())} for student, pages in found.items()}
    return {student: pages for student, pages in known.items() if pages}


def _sum_up(filled: Filled, arguments: argparse.Namespace, pages: Mapping[str, Mapping[str, bytes]]) -> None:
    console = Console(stderr=True, soft_wrap=True, markup=False, highlight=False)
    same = len(filled.written) - len(filled.changes)
    console.print(f"{arguments.output}: {len(filled.changes)} grades written, {same} there already")
    for ours, theirs in sorted(filled.scales):
        console.print(f"{ours:g} points of the gradebook are {theirs:g} of the sheet: scaled")
    for student, change in sorted(filled.replaced.items()):
        console.print(f"REPLACED {student}: {change}")
    for student, reason in sorted(filled.left.items()):
        console.print(f"LEFT OUT {student}: {reason}")
    if arguments.feedback_zip:
        without = [student for student in filled.written if student not in pages]
        console.print(f"{arguments.feedback_zip}: feedback of {len(pages)} students")
        if without:
            console.print(f"NO FEEDBACK PAGE (run feedback): {', '.join(without)}")
