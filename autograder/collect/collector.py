"""Archive in, submitted/ and gradebook out: reads, asks the plan, writes. One student's files in memory at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograder.collect.attempt import LoadedAttempt, ReleasedFiles, load_attempt
from autograder.collect.candidates import Marks, marks_of
from autograder.collect.packed import Limits
from autograder.collect.plan import Action, CurrentState, Status, plan
from autograder.collect.storage import CollectedStore, on_disk
from autograder.collect.who.assigned import settled
from autograder.collect.who.gradebook_people import graded_by_hand, known_people, save_people, set_due
from autograder.collect.who.lookup import PersonLookup
from autograder.collect.who.participants import Participant, ambiguous_names, archives_in, by_participant
from autograder.collect.who.roster import TEST_STUDENT, Person, joined, read_roster
from autograder.collect.who.sharing import Share, shared_out
from autograder.course.course import Course
from autograder.course.gradebook import open_gradebook
from autograder.course.manifest import known_keys
from autograder.course.records import records_of
from autograder.lms.sheet import read_sheet
from autograder.repair.files.locate import ranked
from autograder.repair.files.merging import repair_all
from autograder.repair.files.reading import Unreadable, read_submitted
from autograder.repair.log import describe
from autograder.repair.released import ReleasedNotebook

LISTED = 10


@dataclass(frozen=True)
class Request:
    """What to collect. zone: of times without one; None is this machine's. assigned: ids by file, settled by hand."""

    assignment: str
    archive: Path
    rosters: Sequence[Path] = ()
    late_after: datetime | None = None
    zone: tzinfo | None = None
    dry_run: bool = False
    force: bool = False
    assigned: dict[str, list[str]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


def collect(course: Course, request: Request) -> Iterator[Action]:
    """Collect an archive or folder; yield what was done (or would be) for each student, for what is nobody's, and for
    who is on the roster and handed in nothing.

    Raises archive.Unreadable and ValueError (roster, manifest, assigned files) before anything is written.
    """
    handout = _handout(course, request.assignment)
    roster = joined(read_roster(read_sheet(path.read_bytes()), request.zone) for path in request.rosters)
    gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id)
    folder = Path(course.coursedir.root) / "collected" / request.assignment
    try:
        by_hand = graded_by_hand(gradebook, request.assignment)
        with (
            archives_in(request.archive, request.limits, request.assignment) as entries,
            CollectedStore(folder, request.assignment, request.dry_run) as store,
        ):
            participants, loose = by_participant(entries, request.assignment)
            known, known_before = known_people(gradebook), known_keys(store.manifest)
            people = PersonLookup(roster, known_before, known, request.assignment, ambiguous_names(participants))
            assigned = settled(request.assigned, participants, people.named)
            shares, unknown = shared_out(participants, assigned, people.people, request.assignment)
            actions = _Actions(course, request, handout, store, by_hand, _records(course, gradebook, request))
            found = []
            for action in actions.all(shares, unknown):
                found += [action.person] if action.person.id else []
                yield action
            if loose:
                yield Action(Person(""), Status.UNKNOWN, notes=_listed(loose))
            yield from actions.absent(roster, {person.id for person in found})
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


def _listed(paths: list[str]) -> tuple[str, ...]:
    """Files that are nobody's, as far as a table has room for them."""
    more = (f"and {len(paths) - LISTED} more",) if len(paths) > LISTED else ()
    return (*paths[:LISTED], *more)


@dataclass(frozen=True)
class _Actions:
    """Everything that planning needs, for one student after the other."""

    course: Course
    request: Request
    handout: ReleasedFiles
    store: CollectedStore
    by_hand: set[str]
    records: dict[str, ReleasedNotebook]

    def all(self, shares: Sequence[Share], unknown: Sequence[tuple[Participant, str]]) -> Iterator[Action]:
        """Plan and, unless this is a dry run, do the action of each student; keep what is nobody's."""
        loaded: dict[int, list[LoadedAttempt]] = {}
        for share in shares:
            for participant in share.participants:
                if id(participant) not in loaded:
                    loaded = loaded if share.of_group else {}
                    loaded[id(participant)] = self._load(participant)
            attempts = [one for participant in share.participants for one in loaded[id(participant)]]
            yield self._action(share.person, attempts, [one.key for one in share.participants], share.notes)
        for participant, reason in unknown:
            yield from self._unknown(participant, reason)

    def _load(self, participant: Participant) -> list[LoadedAttempt]:
        attempts = defaultdict(list)
        for piece in participant.pieces:
            attempts[piece[1].when, piece[1].version].append(piece)
        source, request = self.request.archive.name, self.request
        return [load_attempt(one, source, self.handout, request.limits, request.zone) for one in attempts.values()]

    def _unknown(self, participant: Participant, reason: str) -> Iterator[Action]:
        """Somebody's whom a person settled when the same archive was collected before; else kept, and asked for."""
        loaded = self._load(participant)
        owners = [self.store.owners(one.record) for one in loaded]
        if owners and owners[0] and all(one == owners[0] for one in owners):
            for student in owners[0]:
                yield self._action(Person(student, self.store.record(student).name), loaded, [], ())
            return
        notes = (reason, f'settle it: --assign "{participant.path}=ID"')
        try:
            for one in loaded:
                self.store.keep_unknown(one)
        except OSError as error:
            notes = (*notes, f"could not be kept: {error}")
        yield Action(Person("", participant.origin.name or participant.path), Status.UNKNOWN, loaded, notes=notes)

    def absent(self, roster: Sequence[Person], found: set[str]) -> Iterator[Action]:
        """Who is on the roster and has handed in nothing, now or before."""
        for person in roster:
            submitted = self.course.path("submitted", person.id, self.request.assignment)
            here = person.id in found or person.name == TEST_STUDENT
            if not here and not self.store.record(person.id).attempts and not submitted.exists():
                yield Action(person, Status.ABSENT)

    def _action(self, person: Person, loaded: list, keys: Sequence[str], notes: tuple[str, ...]) -> Action:
        submitted = self.course.path("submitted", person.id, self.request.assignment)
        current = CurrentState(self.store.record(person.id), on_disk(submitted), person.id in self.by_hand)
        late = self.request.late_after and self.request.late_after + timedelta(seconds=1)
        action = plan(person, loaded, current, self.request.force, late)
        action = replace(action, notes=(*notes, *action.notes))
        if action.best and action.status in (Status.NEW, Status.NEWER):
            action = replace(action, notes=(*action.notes, *self._repairs(action.best)))
        if self.request.dry_run:
            return action
        try:
            self.store.apply(action, keys, submitted)
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
