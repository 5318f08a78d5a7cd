"""`collect` on the command line: parse times, show the plan, sum up."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import OperationalError

from autograder.collect.archive import Unreadable
from autograder.collect.collector import Request, collect
from autograder.collect.plan import UNDONE, Status, Step
from autograder.course.course import Course
from autograder.lms.times import parse_moment

REFUSALS = (Unreadable, ValueError, OSError, OperationalError)


def run(arguments: argparse.Namespace) -> int:
    """Collect and return the exit code: 1 when there is something that a person must look at."""
    try:
        request = _request(arguments)
        steps = list(collect(Course(arguments.course_dir), request))
    except REFUSALS as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return _sum_up(steps, request)


def _request(arguments: argparse.Namespace) -> Request:
    zone = _zone(arguments.timezone)
    late_after = None
    if arguments.late_after:
        late_after = parse_moment(arguments.late_after, zone)
        if late_after is None:
            raise ValueError(f"--late-after {arguments.late_after!r} is no time; write 2026-03-12 23:59")
    return Request(
        arguments.assignment,
        arguments.archive,
        arguments.roster,
        late_after,
        zone,
        arguments.dry_run,
        arguments.force,
    )


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"--timezone {name!r} is not known; write America/Sao_Paulo or the like") from None


def _sum_up(steps: list[Step], request: Request) -> int:
    console = Console(stderr=True, width=None if sys.stderr.isatty() else 200)
    shown = [step for step in steps if request.dry_run or step.notes or step.status not in (Status.NEW, Status.SAME)]
    if shown:
        console.print(_table(shown))
    counts = Counter(step.status for step in steps)
    told = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
    console.print(f"{len(steps)} found: {told or 'nothing'}", markup=False, highlight=False)
    late = sum(step.when > request.late_after for step in steps if step.when and request.late_after)
    if late:
        console.print(f"{late} handed in after {request.late_after:%Y-%m-%d %H:%M} UTC")
    if request.late_after and any(step.parcel and not step.when for step in steps):
        console.print(UNDATED, markup=False)
    if any(step.status is Status.NEWER for step in steps) and not request.dry_run:
        console.print("Replaced ones are graded anew by `grade`; `nbgrader autograde` needs --force for them.")
    if request.dry_run:
        console.print("Dry run: nothing was written.")
    return int(any(step.status in UNDONE for step in steps))


UNDATED = (
    "Some have no known time and count as on time: an archive tells when it was made, not when each one handed in. "
    "Give Moodle's worksheet as --roster."
)


def _table(steps: list[Step]) -> Table:
    table = Table("student", "name", "status", "handed in (UTC)", "notes")
    for step in sorted(steps, key=lambda step: (step.status not in UNDONE, step.person.id)):
        when = f"{step.when:%Y-%m-%d %H:%M}" if step.when else ""
        row = (step.person.id, step.person.name, step.status.value, when, "\n".join(step.notes))
        table.add_row(*map(_plain, row))
    return table


def _plain(text: str) -> str:
    """What came from an archive, without control characters or markup of the terminal."""
    return escape("".join(character if character.isprintable() or character == "\n" else "?" for character in text))
