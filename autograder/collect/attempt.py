"""One hand-in, read: its files, the notebook in it, and what goes beside the notebook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from fnmatch import fnmatch
from pathlib import PurePosixPath

from nbgrader.utils import parse_utc

from autograder.collect.candidates import Choice, Marks, candidates, choose
from autograder.collect.packed import Entry, Limits, Unreadable, is_packed
from autograder.collect.unpack import File, Problem, likeliest, unpacked
from autograder.course.files import FILE_LIMIT, FILES_LIMIT, clashes
from autograder.course.manifest import AttemptRecord, digest_of
from autograder.lms.archive_layouts import Origin
from autograder.lms.names import writable
from autograder.lms.times import parse_moment
from autograder.repair.files import limits as bounds

STAMP = "timestamp.txt"  # nbgrader's; a student's own file of this name never gets its place


@dataclass(frozen=True)
class ReleasedFiles:
    """What an assignment expects: the marks of its notebooks, by name; and the files that nbgrader ignores."""

    assignment: str
    notebooks: Mapping[str, Marks]
    ignore: Sequence[str] = ()


@dataclass(frozen=True)
class LoadedAttempt:
    """One attempt: its files as they came, the notebooks chosen, the contents of submitted/, and what to tell."""

    record: AttemptRecord
    files: Mapping[str, bytes]
    choice: Choice
    submitted: Mapping[str, bytes]
    notes: tuple[str, ...]

    @property
    def readable(self) -> bool:
        """Whether there is a notebook that can be graded."""
        return any(one.marks is not None for one in self.choice.taken.values())


def load_attempt(
    pieces: Sequence[tuple[Entry, Origin]], source: str, handout: ReleasedFiles, limits: Limits, zone: tzinfo | None
) -> LoadedAttempt:
    """Read the files of one attempt. What cannot be read is told; nothing that a student packed makes it raise."""
    files, problems = _outer(pieces, limits.files)
    try:
        with bounds.within(bounds.LOADING):
            return _loaded(files, problems, pieces[0][1], source, handout, limits, zone)
    except Exception as error:
        digests = {file.path: hashlib.sha256(file.data).hexdigest() for file in files}
        notes = (*(f"{one.path}: {one.reason}" for one in problems), f"cannot be read: {bounds.reason(error)}")
        return LoadedAttempt(AttemptRecord(source, digests), {f.path: f.data for f in files}, Choice({}, ()), {}, notes)


def _loaded(
    files: Sequence[File],
    problems: list[Problem],
    origin: Origin,
    source: str,
    handout: ReleasedFiles,
    limits: Limits,
    zone: tzinfo | None,
) -> LoadedAttempt:
    inner: list[File] = []
    for file in files:
        found, wrong = unpacked(file, limits)
        inner += found
        problems += wrong
    choice = choose(candidates(inner), handout.notebooks)
    seen = max((file.modified for file in files if file.modified), default=None)
    when = parse_moment(_with_colons(origin.when), zone)
    when = when or _stamp(files) if origin.system.stamped else when
    attempt = AttemptRecord(
        source,
        {file.path: hashlib.sha256(file.data).hexdigest() for file in files},
        when.isoformat() if when else None,
        seen.isoformat() if seen else None,
        origin.late,
        {name: one.file.path for name, one in choice.taken.items()},
        origin.version,
    )
    submitted, left_out = _submitted(choice, files, inner, handout)
    notes = (*(f"{one.path}: {one.reason}" for one in problems), *choice.notes, *left_out)
    if origin.late:
        notes = ("marked late", *notes)
    return LoadedAttempt(attempt, {file.path: file.data for file in files}, choice, submitted, notes)


def _with_colons(when: str) -> str:
    """A time in a path, which holds no colons: Blackboard's "2026-03-12-23-50-00", Brightspace's "1150 PM"."""
    when = re.sub(r"(\d\d)-(\d\d)-(\d\d)-(\d\d)$", r"\1 \2:\3:\4", when)
    return re.sub(r"(\d{1,2})(\d\d)( [AP]M)?$", r"\1:\2\3", when) if re.search(r" \d{3,4}( [AP]M)?$", when) else when


def _outer(pieces: Sequence[tuple[Entry, Origin]], most: int) -> tuple[list[File], list[Problem]]:
    """The files as the system has them, in the order in which they were uploaded as far as their numbers tell."""
    files: dict[str, File] = {}
    problems = []
    pieces = sorted(pieces, key=lambda piece: likeliest(piece[0].path))
    if len(pieces) > most:
        problems.append(Problem(pieces[most][1].rest[: bounds.PATH], f"left out, with others: more than {most} files"))
    for entry, origin in sorted(pieces[:most], key=lambda piece: _natural(piece[0].path)):
        path = writable(origin.rest) if origin.rest else ""
        if not path:
            continue  # the system's own description of the attempt
        if bounds.is_long(path):
            problems.append(Problem(path[: bounds.PATH], bounds.TOO_LONG))
            continue
        while clashes(path, files):
            path = f"outro/{path}"
        try:
            files[path] = File(path, entry.read(), entry.modified)
        except Unreadable as error:
            problems.append(Problem(path[: bounds.PATH], str(error)))
    return list(files.values()), problems


def _natural(path: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", path)]


def _stamp(files: Sequence[File]) -> datetime | None:
    """What nbgrader's own timestamp.txt says."""
    for file in files:
        if file.path == STAMP:
            try:
                return parse_utc(file.data.decode().strip()).replace(tzinfo=UTC)
            except (ValueError, OverflowError):
                return None
    return None


def _submitted(
    choice: Choice, files: Sequence[File], inner: Sequence[File], handout: ReleasedFiles
) -> tuple[dict[str, bytes], list[str]]:
    """The chosen notebooks under the names that nbgrader expects, and what lies beside them; notes on the rest.

    A notebook that came in a zip finds its neighbours in that zip.
    """
    contents = {f"{name}.ipynb": one.file.data for name, one in choice.taken.items()}
    taken, notes, room = {one.file.path for one in choice.taken.values()}, [], FILES_LIMIT
    for one in (one for others in choice.others.values() for one in others):
        contents[_free(PurePosixPath(one.file.path).name, contents)] = one.file.data
    for folder in dict.fromkeys(str(PurePosixPath(path).parent) for path in sorted(taken)):
        for file in files if folder == "." else inner:
            path = _relative(file.path, folder)
            ours = file.path in taken or _holds(file, taken)
            if not path or ours or clashes(path, contents) or _unwanted(path, handout):
                continue
            if len(file.data) > min(FILE_LIMIT, room):
                notes.append(f"{file.path} is too large to go with the notebook")
                continue
            room -= len(file.data)
            contents[path] = file.data
    return contents, notes


def _free(name: str, contents: Mapping[str, bytes]) -> str:
    """A name for another notebook that no file has yet, the same in whatever case."""
    stem = writable(re.sub(r"\.ipynb$", "", name, flags=re.IGNORECASE)).lstrip(".~") or "outro"
    used = {path.casefold() for path in contents}
    names = (f"{stem}{more}.ipynb" for more in ("", *(f" ({number})" for number in range(2, len(used) + 3))))
    return next(name for name in names if name.casefold() not in used)


def _relative(path: str, folder: str) -> str | None:
    if folder == ".":
        return writable(path)
    return writable(path[len(folder) + 1 :]) if path.startswith(folder + "/") else None


def _holds(file: File, taken: set[str]) -> bool:
    return is_packed(file.path, file.data) and any(path.startswith(file.path + "/") for path in taken)


def _unwanted(path: str, handout: ReleasedFiles) -> bool:
    """Files that would be taken for nbgrader's own, or for another submission; links and hidden files."""
    parts = PurePosixPath(path).parts
    named = parts[0] == STAMP or PurePosixPath(path).suffix.lower() == ".ipynb"
    return named or any(part.startswith(".") or fnmatch(part, glob) for part in parts for glob in [*handout.ignore, ""])


def content_digest(submitted: Mapping[str, bytes]) -> str:
    """Of what is graded: all but nbgrader's timestamp."""
    return digest_of({path: data for path, data in submitted.items() if path != STAMP})
