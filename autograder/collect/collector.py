"""Archive in, submitted/ and gradebook out: reads, asks the plan, writes. One student's files in memory at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograder.collect.archive import Entry, Limits, opened
from autograder.collect.attempt import LoadedAttempt, ReleasedFiles, load_attempt
from autograder.collect.candidates import Marks, marks_of
from autograder.collect.gradebook_people import graded_by_hand, known_people, save_people, set_due
from autograder.collect.people import Person, PersonLookup, read_roster
from autograder.collect.plan import Action, CurrentState, Status, plan
from autograder.collect.storage import CollectedStore, on_disk
from autograder.course.course import Course
from autograder.course.gradebook import open_gradebook
from autograder.course.manifest import known_keys
from autograder.course.records import records_of
from autograder.lms.archive_layouts import Origin, origins
from autograder.lms.names import normalized
from autograder.lms.sheet import read_sheet
from autograder.repair.files.locate import ranked
from autograder.repair.files.merging import repair_all
from autograder.repair.files.reading import Unreadable, read_submitted
from autograder.repair.log import describe
from autograder.repair.released import ReleasedNotebook

Pieces = list[tuple[Entry, Origin]]
STRAYS = 10


@dataclass(frozen=True)
class Request:
    """What to collect. zone: of times without one; None is this machine's."""

    assignment: str
    archive: Path
    roster: Path | None = None
    late_after: datetime | None = None
    zone: tzinfo | None = None
    dry_run: bool = False
    force: bool = False
    limits: Limits = field(default_factory=Limits)


def collect(course: Course, request: Request) -> Iterator[Action]:
    """Collect an archive or folder; yield what was done (or would be) for each participant, then for stray files.

    Raises archive.Unreadable and ValueError (roster, manifest) before anything is written.
    """
    handout = _handout(course, request.assignment)
    roster = read_roster(read_sheet(request.roster.read_bytes()), request.zone) if request.roster else []
    gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id)
    folder = Path(course.coursedir.root) / "collected" / request.assignment
    try:
        by_hand = graded_by_hand(gradebook, request.assignment)
        with (
            opened(request.archive, request.limits) as entries,
            CollectedStore(folder, request.assignment, request.dry_run) as store,
        ):
            groups, strays = _by_participant(entries, request.assignment)
            people = PersonLookup(roster, known_keys(store.manifest), known_people(gradebook), _ambiguous_names(groups))
            actions = _Actions(course, request, handout, store, people, by_hand, _records(course, gradebook, request))
            found = []
            for key, pieces in groups.items():
                for action in actions.of(key, pieces):
                    found += [action.person] if action.person.id else []
                    yield action
            if strays:
                yield Action(Person(""), Status.UNKNOWN, notes=_listed([entry.path for entry in strays]))
        if not request.dry_run:
            save_people(gradebook, [*roster, *found], told_by_roster={person.id for person in roster})
            if request.late_after:
                set_due(gradebook, request.assignment, request.late_after)
    finally:
        gradebook.close()


def _records(course: Course, gradebook: Gradebook, request: Request) -> dict[str, ReleasedNotebook]:
    """What repair needs to know of the assignment's notebooks; nothing before they were released."""
    try:
        return records_of(gradebook, request.assignment, course.path("release", ".", request.assignment))
    except MissingEntry:
        return {}


def _handout(course: Course, assignment: str) -> ReleasedFiles:
    """The assignment's notebooks as students got them; raises FileNotFoundError when there are none."""
    for step in ("release", "source"):
        paths = sorted(course.path(step, ".", assignment).glob("*.ipynb"))
        if paths:
            notebooks = {path.stem: marks_of(path.read_bytes()) or Marks() for path in paths}
            return ReleasedFiles(assignment, notebooks, tuple(course.coursedir.ignore))
    raise FileNotFoundError(f"no notebook in release/{assignment} or source/{assignment} of {course.coursedir.root}")


def _by_participant(entries: list[Entry], assignment: str) -> tuple[dict[str, Pieces], list[Entry]]:
    """Entries by participant, and those that are nobody's."""
    found = origins([entry.path for entry in entries], assignment)
    groups, strays = defaultdict(list), []
    for entry in entries:
        origin = found.get(entry.path)
        if origin is not None:
            groups[origin.key].append((entry, origin))
        elif entry.path in found:
            strays.append(entry)
    return dict(groups), strays


def _listed(paths: list[str]) -> tuple[str, ...]:
    """Files that are nobody's, as far as a table has room for them."""
    more = (f"and {len(paths) - STRAYS} more",) if len(paths) > STRAYS else ()
    return (*paths[:STRAYS], *more)


def _ambiguous_names(groups: dict[str, Pieces]) -> set[str]:
    """Names that more than one participant has."""
    keys = defaultdict(set)
    for key, pieces in groups.items():
        keys[normalized(pieces[0][1].name)].add(key)
    return {name for name, several in keys.items() if name and len(several) > 1}


@dataclass(frozen=True)
class _Actions:
    """Everything that planning needs, for one participant after the other."""

    course: Course
    request: Request
    handout: ReleasedFiles
    store: CollectedStore
    people: PersonLookup
    by_hand: set[str]
    records: dict[str, ReleasedNotebook]

    def of(self, key: str, pieces: Pieces) -> Iterator[Action]:
        """Plan and, unless this is a dry run, do the actions of one participant: several for a group."""
        origin = pieces[0][1]
        try:
            people = self.people.people(origin)
        except LookupError as error:
            yield Action(Person("", origin.name or origin.number), Status.UNKNOWN, notes=(str(error),))
            return
        attempts = defaultdict(list)
        for piece in pieces:
            attempts[piece[1].when].append(piece)
        request = self.request
        source = request.archive.name
        loaded = [load_attempt(one, source, self.handout, request.limits, request.zone) for one in attempts.values()]
        for person in people:
            yield self._action(person, loaded, key)

    def _action(self, person: Person, loaded: list, key: str) -> Action:
        submitted = self.course.path("submitted", person.id, self.request.assignment)
        current = CurrentState(self.store.record(person.id), on_disk(submitted), person.id in self.by_hand)
        late = self.request.late_after and self.request.late_after + timedelta(seconds=1)
        action = plan(person, loaded, current, self.request.force, late)
        if action.best and action.status in (Status.NEW, Status.NEWER):
            action = replace(action, notes=(*action.notes, *self._repairs(action.best)))
        if self.request.dry_run:
            return action
        try:
            self.store.apply(action, key, submitted)
        except OSError as error:
            return Action(person, Status.HELD, notes=(f"could not be written: {error}",))
        return action

    def _repairs(self, best: LoadedAttempt) -> Iterator[str]:
        """What grading is going to mend in the notebooks of an attempt; their bytes stay as they are."""
        sizes = {name: len(data) for name, data in best.submitted.items() if "/" not in name}
        for name, files in ranked(sizes, list(self.records)).items():
            try:
                read = read_submitted({file: best.submitted[file] for file in files}, f"{name}.ipynb")
            except Unreadable:
                continue  # the plan says so
            file, notebook, log, others = read
            for one in (*log, *repair_all(self.records[name], file, notebook, others)[1]):
                yield f"to be mended: {describe(one.as_data())}"
