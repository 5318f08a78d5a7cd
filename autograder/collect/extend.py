"""`extend`: more time for some students, as nbgrader keeps it; `grade` then takes it into account."""

from __future__ import annotations

import argparse
import sys
import warnings
from datetime import UTC, datetime, timedelta

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import SAWarning

from autograder.collect.command import zone_of
from autograder.course.course import Course
from autograder.course.gradebook import open_gradebook
from autograder.lms.times import parse_moment


def run(arguments: argparse.Namespace) -> int:
    """Extend and return the exit code."""
    try:
        until = parse_moment(arguments.until, zone_of(arguments.timezone))
        if until is None:
            raise ValueError(f'{arguments.until!r} is no time; write "2026-03-20 23:59"')
        course = Course(arguments.course_dir)
        gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id, create=False)
        try:
            extension = extend(gradebook, arguments.assignment, arguments.student, until)
        finally:
            gradebook.close()
    except (ValueError, LookupError, OSError, MissingEntry) as error:
        print(f"nothing was written: {error}", file=sys.stderr)
        return 2
    print(f"{', '.join(arguments.student)}: until {until:%Y-%m-%d %H:%M} UTC, {extension} after the due date")
    print(f"Next: python -m autograder grade {arguments.assignment}")
    return 0


def extend(gradebook: Gradebook, assignment: str, students: list[str], until: datetime) -> timedelta:
    """Give these students until then, all of them or none; return how long that is after the due date.

    Raises MissingEntry for an assignment, LookupError for a student whom the gradebook does not know, and ValueError
    where there is no due date, or one that is later.
    """
    due = gradebook.find_assignment(assignment).duedate
    if due is None:
        raise ValueError(f'{assignment} has no due date: `collect --late-after "2026-03-12 23:59"` sets it')
    extension = until - due.replace(tzinfo=UTC)
    if extension < timedelta(0):
        raise ValueError(f"{until:%Y-%m-%d %H:%M} UTC is before the due date, {due:%Y-%m-%d %H:%M} UTC")
    unknown = set(students) - {student.id for student in gradebook.students}
    if unknown:
        raise LookupError(f"the gradebook knows no {', '.join(sorted(unknown))}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's own way with SQLAlchemy
        for student in students:
            gradebook.update_or_create_submission(assignment, student).extension = extension
        gradebook.db.commit()
    return extension
