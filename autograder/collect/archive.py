"""Archive or folder -> its files, none read before it is asked for. What is wrong with one costs that one only.

Never trusts what an archive says of itself: sizes are counted while bytes come out, no link is followed, no path leads
out, and nothing is unpacked to disk here.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from autograder.lms.names import decoded, is_inside, is_junk, name_in_zip

DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
BROKEN = (*DAMAGE, NotImplementedError, RuntimeError)  # and: a compression that zipfile does not know, or a password
ENCRYPTED = 0x1  # in a zip entry's flags
EPOCH = (1980, 1, 1, 0, 0, 0)  # what a zip says when it knows no time
PIECE = 1 << 20


class Unreadable(Exception):
    """A file whose bytes cannot be had, and why."""


@dataclass(frozen=True)
class Limits:
    """How much may come out of what students packed: bytes of a file, of a whole packed archive, files, and depth."""

    file: int = 64 << 20
    packed: int = 128 << 20
    files: int = 2_000
    depth: int = 3


@dataclass(frozen=True)
class Entry:
    """One file, not read yet. `modified`: UTC; good for telling attempts apart, not for the time of handing in."""

    path: str
    modified: datetime | None
    read: Callable[[], bytes]  # raises Unreadable


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[list[Entry]]:
    """The files of a zip or folder but for junk. Raises Unreadable when `path` is neither."""
    if path.is_dir():
        yield [entry for entry in _in_folder(path, limits) if not is_junk(entry.path)]
        return
    try:
        archive = zipfile.ZipFile(path)
    except (*BROKEN, FileNotFoundError) as error:
        raise Unreadable(f"{path} is no folder and no readable zip ({error})") from None
    with archive:
        yield list(entries_of(archive, limits.file))


def _in_folder(folder: Path, limits: Limits) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        name = decoded(os.fsencode(path.relative_to(folder)))
        if path.is_symlink():
            yield Entry(name, None, partial(_refuse, "a link: not followed"))
        elif path.is_file():
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield Entry(name, modified, partial(_read_file, path, limits.file))


def entries_of(archive: zipfile.ZipFile, limit: int) -> Iterator[Entry]:
    """The files of an open zip but for junk; none gives more than `limit` bytes."""
    for info in archive.infolist():
        name = name_in_zip(info)
        if not name.endswith("/") and not is_junk(name):
            yield Entry(name, _modified(info), _reader(archive, info, name, limit))


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limit: int) -> Callable[[], bytes]:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not is_inside(name):
        return partial(_refuse, "its path leads out of the archive: refused")
    if kind not in (0, stat.S_IFREG):
        return partial(_refuse, "a link or device: not followed")
    if info.flag_bits & ENCRYPTED:
        return partial(_refuse, "encrypted")
    return partial(_read_entry, archive, info, limit)


def _modified(info: zipfile.ZipInfo) -> datetime | None:
    """A zip's times have no zone: those of this machine, as good as any for telling which is newer."""
    try:
        return None if info.date_time == EPOCH else datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _refuse(reason: str) -> bytes:
    raise Unreadable(reason)


def _read_file(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return _at_most(stream, limit)
    except OSError as error:
        raise Unreadable(str(error)) from None


def _read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(info) as stream:
            return _at_most(stream, limit)
    except BROKEN as error:
        raise Unreadable(f"damaged ({error or type(error).__name__})") from None


def _at_most(stream: io.BufferedIOBase, limit: int) -> bytes:
    """All bytes of a stream, which is given up as soon as there are more than `limit`."""
    pieces, size = [], 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > limit:
            raise Unreadable(f"larger than {limit >> 20} MiB once unpacked: refused")
        pieces.append(piece)
    return b"".join(pieces)
