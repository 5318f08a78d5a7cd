"""`collect` on the command line: parse times, show the plan, sum up."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import OperationalError

from autograder.collect.collector import Request, collect
from autograder.collect.packed import Unreadable
from autograder.collect.plan import UNDONE, Action, Status
from autograder.collect.who.assigned import read_assigned
from autograder.collect.who.roster import Person
from autograder.course.course import Course
from autograder.lms.times import parse_moment

REFUSALS = (Unreadable, ValueError, OSError, OperationalError)


def run(arguments: argparse.Namespace) -> int:
    """Collect and return the exit code: 1 when there is something that a person must look at."""
    try:
        request = _request(arguments)
        actions = list(collect(Course(arguments.course_dir), request))
    except REFUSALS as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return _sum_up(actions, request)


def _request(arguments: argparse.Namespace) -> Request:
    zone = zone_of(arguments.timezone)
    late_after = None
    if arguments.late_after:
        late_after = parse_moment(arguments.late_after, zone)
        if late_after is None or re.fullmatch(r"[\d-]+", arguments.late_after):
            raise ValueError(f'--late-after {arguments.late_after!r} is no day and time; write "2026-03-12 23:59"')
    return Request(
        arguments.assignment,
        arguments.archive,
        arguments.roster or (),
        late_after,
        zone,
        arguments.dry_run,
        arguments.force,
        read_assigned(arguments.assign or ()),
    )


def zone_of(name: str | None) -> tzinfo | None:
    """The time zone of that name; None for this machine's. Raises ValueError."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"--timezone {name!r} is not known; write America/Sao_Paulo or the like") from None


def _sum_up(actions: list[Action], request: Request) -> int:
    console = Console(stderr=True, width=None if sys.stderr.isatty() else 200)
    absent = [action.person for action in actions if action.status is Status.ABSENT]
    actions = [action for action in actions if action.status is not Status.ABSENT]
    shown = [
        action
        for action in actions
        if request.dry_run or action.notes or action.status not in (Status.NEW, Status.SAME)
    ]
    if shown:
        console.print(_table(shown))
    counts = Counter(action.status for action in actions)
    told = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
    console.print(f"{len(actions)} found: {told or 'nothing'}", markup=False, highlight=False)
    if absent:
        console.print(
            f"{len(absent)} of the roster have no submission: {_listed(absent)}", markup=False, highlight=False
        )
    late = sum(action.when > request.late_after for action in actions if action.when and request.late_after)
    if late:
        console.print(f"{late} handed in after {request.late_after:%Y-%m-%d %H:%M} UTC")
    if request.late_after and any(action.best and not action.when for action in actions):
        console.print(UNDATED, markup=False)
    if any(action.status is Status.NEWER for action in actions) and not request.dry_run:
        console.print("Replaced ones are graded anew by `grade`; `nbgrader autograde` needs --force for them.")
    if request.dry_run:
        console.print("Dry run: nothing was written.")
    return int(any(action.status in UNDONE for action in actions))


UNDATED = (
    "Some have no known time and count as on time: an archive tells when it was made, not when each one handed in. "
    "Give Moodle's worksheet as --roster."
)


def _table(actions: list[Action]) -> Table:
    table = Table("student", "name", "status", "handed in (UTC)", "notes")
    for action in sorted(actions, key=lambda action: (action.status not in UNDONE, action.person.id)):
        when = f"{action.when:%Y-%m-%d %H:%M}" if action.when else ""
        row = (action.person.id, action.person.name, action.status.value, when, "\n".join(action.notes))
        table.add_row(*map(_plain, row))
    return table


def _listed(people: Sequence[Person]) -> str:
    return _printable(", ".join(f"{person.id} ({person.name})" if person.name else person.id for person in people))


def _plain(text: str) -> str:
    """What came from an archive, without control characters or markup of the terminal."""
    return escape(_printable(text))


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
