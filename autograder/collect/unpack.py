"""A student's file -> the files in it: zips are opened, and the zips in them, within limits. Nothing here raises."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from autograder.collect.archive import BROKEN, Limits, Unreadable, entries_of

DIRECTORY_ENTRY = b"PK\x01\x02"  # begins the description of each file at the end of a zip


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


def unpacked(file: File, limits: Limits) -> tuple[list[File], list[Problem]]:
    """The files in a student's zip, and in the zips in it; a file that is no zip is itself. Never raises."""
    files: list[File] = []
    problems: list[Problem] = []
    room = limits.packed
    todo = [(file, 0)]
    while todo:
        packed, depth = todo.pop()
        if not is_zip(packed):
            files.append(packed)
            continue
        if depth >= limits.depth:
            problems.append(Problem(packed.path, f"a zip inside {limits.depth} others: not opened"))
            continue
        for found in _inside(packed, limits.file, limits.files):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            room -= len(found.data)
            if room < 0 or len(files) + len(todo) >= limits.files:
                files += [one for one, _ in todo if not is_zip(one)]
                return files, [*problems, Problem(file.path, "unpacks to too much: the rest was left out")]
            todo.append((found, depth + 1))
    return files, problems


def is_zip(file: File) -> bool:
    return file.data[:4] == b"PK\x03\x04" or PurePosixPath(file.path).suffix.lower() == ".zip"


def _inside(packed: File, limit: int, most: int) -> Iterator[File | Problem]:
    """The files of one zip, in its order, one in memory at a time."""
    if packed.data.count(DIRECTORY_ENTRY) > 5 * most:  # before zipfile makes an object of each
        yield Problem(packed.path, "a zip of too many files: not opened")
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed.data))
    except BROKEN as error:
        yield Problem(packed.path, f"no readable zip ({error})")
        return
    with archive:
        for number, entry in enumerate(entries_of(archive, limit)):
            if number >= most:
                yield Problem(packed.path, f"more than {most} files: the rest was left out")
                return
            try:
                yield File(f"{packed.path}/{entry.path}", entry.read(), entry.modified)
            except Unreadable as error:
                yield Problem(f"{packed.path}/{entry.path}", str(error))
