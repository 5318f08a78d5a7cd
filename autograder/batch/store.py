"""Results on disk and in the gradebook, which never contradict each other.

The old autograded folder is put aside before the transaction that replaces its grades, and the new one takes its place
after it; where a run is killed in between there is no folder at all, and the next run grades that submission again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import OperationalError

from autograder.course.course import EVIDENCE, Assignment, Course, Submission
from autograder.course.files import Replacement, clashes, indented
from autograder.course.gradebook import SubmissionScores, save
from autograder.course.records import NotebookScores, texts_in, unchanged
from autograder.repair.files import limits


@dataclass(frozen=True)
class Graded:
    """The result of one submission: notebooks as text, scores and evidence; or the error that stopped it.

    files: what else was handed in, by path in the submission's folder.
    """

    student: str
    notebooks: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, NotebookScores] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    files: Sequence[str] = ()


def current(course: Course, assignment: Assignment, submission: Submission, seed: int | None) -> dict | None:
    """The evidence of a result that is up to date: of these very bytes, by this very assignment and kit, and with this
    seed, if one is given."""
    folder = course.path("autograded", submission.student, assignment.name)
    try:
        evidence = json.loads((folder / EVIDENCE).read_text())
    except (OSError, ValueError):
        return None
    same = (evidence.get("submission"), evidence.get("assignment")) == (submission.digest, assignment.digest)
    return evidence if same and seed in (None, evidence.get("seed")) else None


def write(
    course: Course, assignment: Assignment, gradebook: Gradebook, penalties: AssignLatePenalties, chunk: list[Graded]
) -> dict[str, str]:
    """Write a chunk whole or, where a submission stops it, each by itself: what stopped it, by student.

    Raises OSError and OperationalError: there is nowhere to write.
    """
    try:
        _write(course, assignment, gradebook, penalties, chunk)
    except (OSError, OperationalError):
        raise
    except Exception as error:
        if len(chunk) == 1:
            return {chunk[0].student: f"could not be written: {limits.reason(error)}"}
        parts = [write(course, assignment, gradebook, penalties, [graded]) for graded in chunk]
        return {student: told for part in parts for student, told in part.items()}
    return {}


def _write(
    course: Course, assignment: Assignment, gradebook: Gradebook, penalties: AssignLatePenalties, chunk: list[Graded]
) -> None:
    """Make notebooks and gradebook agree on a chunk: all of it or, when anything fails, nothing."""
    files = [_files(course, assignment, graded) for graded in chunk]
    replacements = [_written(course, assignment, *pair) for pair in zip(chunk, files, strict=True)]
    same = [_unchanged(replacement) for replacement in replacements]
    for replacement in replacements:
        replacement.put_aside()
    rows = [_row(course, assignment, graded, cells) for graded, cells in zip(chunk, same, strict=True)]
    try:
        save(gradebook, assignment.name, assignment.records, rows, penalties)
    except BaseException:
        for replacement in replacements:
            replacement.bring_back()
        raise
    for replacement in replacements:
        replacement.take_place()


def _files(course: Course, assignment: Assignment, graded: Graded) -> dict[str, bytes]:
    """The autograded folder of one submission. The student's own files get no place that is another's."""
    ours = {f"{name}.ipynb": text.encode() for name, text in graded.notebooks.items()} | assignment.files
    ours[EVIDENCE] = indented(graded.evidence).encode()
    submitted = course.path("submitted", graded.student, assignment.name)
    theirs = [name for name in graded.files if not clashes(name, ours)]
    try:
        return {name: limits.read_file(submitted / name) for name in theirs} | ours
    except OSError as error:  # gone or changed since it was graded; our own places raise as they are
        raise ValueError(limits.reason(error)) from None


def _written(course: Course, assignment: Assignment, graded: Graded, files: Mapping[str, bytes]) -> Replacement:
    """One graded submission, written beside its place with nbgrader's permissions."""
    replacement = Replacement(course.path("autograded", graded.student, assignment.name))
    replacement.write_folder(files, int(str(course.converter.permissions), 8))
    return replacement


def _unchanged(replacement: Replacement) -> dict[str, set[str]]:
    """The cells of which a person would read what is there already."""
    old = texts_in(replacement.target)
    return unchanged(old, texts_in(replacement.written)) if old else {}


def _row(
    course: Course, assignment: Assignment, graded: Graded, same: Mapping[str, Collection[str]]
) -> SubmissionScores:
    stamp = course.path("submitted", graded.student, assignment.name) / "timestamp.txt"
    try:
        text = limits.read_file(stamp, limits.STAMP).decode().strip()
        timestamp = parse_utc(text) if text else None
    except (OSError, ValueError, OverflowError):  # no time: as good as no timestamp, and no reason to stop
        timestamp = None
    notebooks = {name: graded.scores.get(name) for name in assignment.records}
    return SubmissionScores(graded.student, timestamp, notebooks, same)
