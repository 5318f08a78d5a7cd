"""A student's file -> the files in it: archives are opened, and those in them, within limits. Nothing here raises."""

from __future__ import annotations

import heapq
import io
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from autograder.collect.packed import SUFFIXES, Entry, Limits, Unreadable, entries_in, is_packed
from autograder.repair.files import limits as bounds

DIRECTORY_ENTRY = b"PK\x01\x02"  # begins the description of each file at the end of a zip
FIRST, SECOND, LAST = range(3)


@dataclass(frozen=True)
class File:
    """One file of a submission: its path, with the zips it was packed in as folders, and its bytes."""

    path: str
    data: bytes
    modified: datetime | None = None


@dataclass(frozen=True)
class Problem:
    """A file that was handed in and could not be had, and why."""

    path: str
    reason: str


@dataclass(frozen=True, order=True)
class _Waiting:
    """A file that was not read yet. Notebooks come first, then archives, and small ones first: what is left out where
    limits are reached depends on no order in an archive."""

    rank: int
    size: int
    path: str
    number: int
    depth: int = field(compare=False)
    entry: Entry = field(compare=False)


def unpacked(file: File, limits: Limits) -> tuple[list[File], list[Problem]]:
    """The files in a student's archive, and in those in it; a file that is none is itself. Never raises."""
    if not is_packed(file.path, file.data):
        return [file], []
    files: list[File] = []
    problems: list[Problem] = []
    room, count = limits.packed, 0
    with ExitStack() as stack:
        waiting = _inside(file, 0, limits, problems, stack)
        while waiting:
            one = heapq.heappop(waiting)
            try:
                found = File(one.path, one.entry.read(), one.entry.modified)
            except Unreadable as error:
                problems.append(Problem(one.path, str(error)))
                continue
            room, count = room - len(found.data), count + 1
            if room < 0 or count > limits.files:
                problems.append(Problem(file.path, "unpacks to too much: the rest was left out"))
                break
            if not is_packed(found.path, found.data):
                files.append(found)
            elif one.depth >= limits.depth:
                problems.append(Problem(found.path, f"an archive inside {limits.depth} others: not opened"))
            else:
                for inner in _inside(found, one.depth, limits, problems, stack):
                    heapq.heappush(waiting, inner)
    return files, problems


def _inside(packed: File, depth: int, limits: Limits, problems: list[Problem], stack: ExitStack) -> list[_Waiting]:
    """The files of one archive, as a heap."""
    found: list[_Waiting] = []
    if packed.data.count(DIRECTORY_ENTRY) > 5 * limits.files:  # before zipfile makes an object of each
        problems.append(Problem(packed.path, "an archive of too many files: not opened"))
        return found
    try:
        for number, entry in enumerate(
            entries_in(io.BytesIO(packed.data), PurePosixPath(packed.path).name, limits, stack)
        ):
            if number >= 5 * limits.files:
                problems.append(Problem(packed.path, "an archive of too many files: the rest was left out"))
                break
            path = f"{packed.path}/{entry.path}"
            if bounds.is_long(path):
                problems.append(Problem(path[: bounds.PATH], bounds.TOO_LONG))
                continue
            found.append(_Waiting(likeliest(path), entry.size, path, number, depth + 1, entry))
    except Unreadable as error:
        problems.append(Problem(packed.path, str(error)))
    heapq.heapify(found)
    return found


def likeliest(path: str) -> int:
    """Orders files: notebooks come first, then what may hold one."""
    suffix = PurePosixPath(path).suffix.lower()
    return FIRST if suffix == ".ipynb" else SECOND if suffix in SUFFIXES else LAST
