"""What to do about one student's attempts, given what is there already. Pure; all rules of precedence are here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from autograder.collect.attempt import LoadedAttempt, content_digest
from autograder.collect.who.roster import Person
from autograder.course.manifest import AttemptRecord, SubmissionRecord


class Status(Enum):
    """What becomes of a submission. The value is what the summary says."""

    NEW = "new"
    NEWER = "replaced by a newer one"
    SAME = "there already"
    OLDER = "older than what is there: kept aside"
    HELD = "HELD BACK"
    UNREADABLE = "UNREADABLE"
    NOTHING = "NO NOTEBOOK"
    UNKNOWN = "WHOSE?"
    ABSENT = "handed in nothing"


WRITTEN = (Status.NEW, Status.NEWER, Status.UNREADABLE)
UNDONE = (Status.HELD, Status.UNREADABLE, Status.NOTHING, Status.UNKNOWN)  # a person must look


@dataclass(frozen=True)
class CurrentState:
    """What the course holds for a student. on_disk: digest of submitted/, None if there is nothing."""

    record: SubmissionRecord
    on_disk: str | None = None
    graded_by_hand: bool = False


@dataclass(frozen=True)
class Action:
    """One student's part of the plan. best: the one to grade; None if there is none."""

    person: Person
    status: Status
    loaded: Sequence[LoadedAttempt] = ()
    best: LoadedAttempt | None = None
    notes: tuple[str, ...] = ()
    when: datetime | None = None  # of handing in; UTC


def plan(
    person: Person, loaded: Sequence[LoadedAttempt], current: CurrentState, force: bool, late_stamp: datetime | None
) -> Action:
    """Decide about one student. late_stamp: the time to give to what the system calls late without saying how late."""
    loaded = sorted(loaded, key=lambda one: (one.record.version, one.record.order is not None, str(one.record.order)))
    best = _best(loaded)
    if best is None:
        names = ", ".join(dict.fromkeys(name for one in loaded for name in one.files)) or "nothing"
        notes = tuple(note for one in loaded for note in one.notes)
        return Action(person, Status.NOTHING, loaded, None, (*notes, f"handed in: {names}"))
    when = _handed_in(best.record, person, late_stamp)
    status, reason = _status(best, current, force)
    if status in (Status.NEW, Status.NEWER, Status.SAME) and not best.readable:
        status = Status.UNREADABLE
    several = (f"{len(loaded)} attempts: the newest that can be graded counts",) if len(loaded) > 1 else ()
    return Action(person, status, loaded, best, (*reason, *several, *best.notes), when)


def _best(loaded: Sequence[LoadedAttempt]) -> LoadedAttempt | None:
    """The newest attempt that can be graded; else the newest with something that is called a notebook."""
    for usable in (lambda one: one.readable, lambda one: one.choice.taken):
        found = [one for one in loaded if usable(one)]
        if found:
            return found[-1]
    return None


def _handed_in(attempt: AttemptRecord, person: Person, late_stamp: datetime | None) -> datetime | None:
    if attempt.when:
        return datetime.fromisoformat(attempt.when)
    return person.handed_in or (late_stamp if attempt.late else None)


def _status(best: LoadedAttempt, current: CurrentState, force: bool) -> tuple[Status, tuple[str, ...]]:
    """The status and, when something is held back, why."""
    if current.on_disk is None:
        return Status.NEW, ()
    if current.on_disk == content_digest(best.submitted):
        return Status.SAME, ()
    newer = _is_newer(best.record, current.record.attempts.get(current.record.current))
    if newer is False and not force:
        return Status.OLDER, ()
    if force:
        return Status.NEWER, ()
    if not best.readable:
        return Status.HELD, ("cannot be read, so what is there stays; --force replaces it",)
    if current.on_disk != current.record.submitted:
        return Status.HELD, ("submitted/ was changed by hand, or filled by other means; --force replaces it",)
    if current.graded_by_hand:
        return Status.HELD, ("what is there was graded by hand; --force replaces it",)
    if newer is None:
        return Status.HELD, ("differs from what is there, and no time tells which is newer; --force takes it",)
    return Status.NEWER, ()


def _is_newer(new: AttemptRecord, old: AttemptRecord | None) -> bool | None:
    """None: there is no telling. Times of one kind are compared where both attempts have them."""
    if old is None:
        return None
    if new.version and old.version and new.version != old.version:
        return new.version > old.version
    pairs = ((new.when, old.when), (new.seen, old.seen), (new.order, old.order))
    for one, other in pairs:
        if one and other:
            one, other = (datetime.fromisoformat(t) if isinstance(t, str) else t for t in (one, other))
            return None if one == other else one > other
    return None


def merged(records: Mapping[str, AttemptRecord], loaded: Sequence[LoadedAttempt]) -> dict[str, AttemptRecord]:
    """The attempts known after this run. One that came again keeps its first source and gets its latest times."""
    known = dict(records)
    for one in loaded:
        new = one.record
        old = known.get(new.digest, new)
        seen = max(filter(None, (old.seen, new.seen)), default=None)
        known[new.digest] = replace(new, source=old.source, when=new.when or old.when, seen=seen)
    return known
