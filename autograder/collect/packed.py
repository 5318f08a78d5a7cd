"""A zip, tar (also compressed) or 7z -> the files in it, none read before it is asked for.

Never trusts what an archive says of itself: sizes are counted while bytes come out, no link is followed, no path leads
out, and nothing is unpacked to disk but to a temporary file that nothing else sees.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from autograder.lms.names import decoded, is_inside, is_junk, name_in_zip
from autograder.repair.files import limits

DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
BROKEN = (*DAMAGE, NotImplementedError, RuntimeError)  # and: a compression that zipfile does not know, or a password
ENCRYPTED = 0x1  # in a zip entry's flags
EPOCH = (1980, 1, 1, 0, 0, 0)  # what a zip says when it knows no time
PIECE = 1 << 20
IN_MEMORY = 16 << 20  # bytes of an unpacked tar
SEVEN_AT_ONCE = 256 << 20  # bytes of a 7z, all of which is unpacked in memory
ZIP, SEVEN, RAR = b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"
COMPRESSED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
TAR = slice(257, 262)  # holds b"ustar" in all tars since 1988
SUFFIXES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".7z", ".rar")
METHODS = {"COPY", "LZMA", "LZMA2", "BZip2", "DEFLATE", "BCJ", "delta"}  # what 7-Zip makes unless told otherwise
UNPACK_IT = "unpack it, put the files into a folder with the student's name, and collect that"


class Unreadable(Exception):
    """A file whose bytes cannot be had, and why."""


@dataclass(frozen=True)
class Limits:
    """How much may come out of what students packed: bytes of a file, of a whole packed archive, files, and depth."""

    file: int = limits.FILE
    packed: int = limits.PACKED
    files: int = limits.FILES
    depth: int = limits.NESTED


@dataclass(frozen=True)
class Entry:
    """One file, not read yet. `modified`: UTC; good for telling attempts apart, not for the time of handing in."""

    path: str
    modified: datetime | None
    read: Callable[[], bytes]  # raises Unreadable
    size: int = 0  # as the archive claims


def is_packed(path: str, data: bytes) -> bool:
    """Whether a file is to be opened: by its first bytes or, for what is damaged, by its name."""
    known = data.startswith((ZIP, SEVEN, RAR, *COMPRESSED)) or data[TAR] == b"ustar"
    return known or PurePosixPath(path).suffix.lower() in SUFFIXES


def entries_in(stream: IO[bytes], name: str, limits: Limits, stack: ExitStack) -> Iterator[Entry]:
    """The files of an archive but for junk, which may be read as long as the stack is open. Raises Unreadable."""
    head = stream.read(512)
    stream.seek(0)
    try:
        if head.startswith(RAR):
            raise Unreadable(f"a rar archive cannot be opened here: {UNPACK_IT}")
        if head.startswith(SEVEN):
            yield from _in_seven(stream, limits)
        elif head[TAR] == b"ustar":
            yield from _in_tar(stream, limits, stack)
        elif head.startswith(tuple(COMPRESSED)):
            yield from _in_compressed(stream, head, name, limits, stack)
        else:
            yield from entries_of(stack.enter_context(zipfile.ZipFile(stream)), limits.file)
    except BROKEN as error:
        kind = "zip" if PurePosixPath(name).suffix.lower() in (".zip", "") or head.startswith(ZIP) else "archive"
        raise Unreadable(f"no readable {kind} ({error})") from None


def _in_compressed(stream: IO[bytes], head: bytes, name: str, limits: Limits, stack: ExitStack) -> Iterator[Entry]:
    """Of a compressed tar, or the one file that is compressed."""
    opener = next(opener for mark, opener in COMPRESSED.items() if head.startswith(mark))
    plain = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  the stack closes it
    with opener(stream) as unpacked:
        size = 0
        while piece := unpacked.read(PIECE):
            size += len(piece)
            if size > limits.packed:
                raise Unreadable(f"larger than {limits.packed >> 20} MiB once unpacked: refused")
            plain.write(piece)
    plain.seek(0)
    if plain.read(512)[TAR] == b"ustar":
        plain.seek(0)
        yield from _in_tar(plain, limits, stack)
    else:
        yield Entry(PurePosixPath(name).stem, None, partial(_read_at, plain, limits.file), size)


def _read_at(stream: IO[bytes], limit: int) -> bytes:
    stream.seek(0)
    return at_most(stream, limit)


def _in_tar(stream: IO[bytes], limits: Limits, stack: ExitStack) -> Iterator[Entry]:
    archive = stack.enter_context(tarfile.open(fileobj=stream, mode="r:"))  # noqa: SIM115  the stack closes it
    for member in archive:
        name = decoded(member.name.removeprefix("./").encode("utf-8", "surrogateescape"))
        if member.isdir() or is_junk(name):
            continue
        if not is_inside(name):
            read = partial(refuse, "its path leads out of the archive: refused")
        elif not member.isreg():
            read = partial(refuse, "a link or device: not followed")
        else:
            read = partial(_read_member, archive, member, limits.file)
        yield Entry(name, _moment(member.mtime), read, member.size)


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _read_member(archive: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    try:
        with archive.extractfile(member) or refuse("not a file") as stream:
            return at_most(stream, limit)
    except BROKEN as error:
        raise Unreadable(f"damaged ({error or type(error).__name__})") from None


def _in_seven(stream: IO[bytes], limits: Limits) -> Iterator[Entry]:
    """Of a 7z, which has to be unpacked as a whole."""
    import py7zr  # slow to import, and few hand in a 7z
    from py7zr.compressor import get_methods_names

    most = min(limits.packed, SEVEN_AT_ONCE)
    try:
        with py7zr.SevenZipFile(stream, max_extract_size=most) as archive:
            if archive.needs_password():
                raise Unreadable(f"encrypted: {UNPACK_IT}")
            streams = archive.header.main_streams
            coders = [folder.coders for folder in streams.unpackinfo.folders] if streams else []
            strange = {name.rstrip("*") for name in get_methods_names(coders)} - METHODS
            if strange:
                raise Unreadable(f"a 7z packed by {', '.join(sorted(strange))} cannot be opened here: {UNPACK_IT}")
            factory = py7zr.io.BytesIOFactory(most)
            told = {info.filename: info for info in archive.list() if info.is_file}
            archive.extract(targets=list(told), factory=factory)
    except Unreadable:
        raise
    except Exception as error:  # whatever damage makes its parser raise
        raise Unreadable(f"no readable 7z ({error or type(error).__name__})") from None
    for raw, product in factory.products.items():
        name = decoded(raw.encode("utf-8", "surrogateescape"))
        if is_junk(name):
            continue
        inside = is_inside(name)
        read = partial(_read_at, product, limits.file) if inside else partial(refuse, "its path leads out: refused")
        yield Entry(name, told[raw].creationtime, read, product.size())


def entries_of(archive: zipfile.ZipFile, limit: int) -> Iterator[Entry]:
    """The files of an open zip but for junk; none gives more than `limit` bytes."""
    for info in archive.infolist():
        name = name_in_zip(info)
        if not name.endswith("/") and not is_junk(name):
            yield Entry(name, _modified(info), _reader(archive, info, name, limit), info.file_size)


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limit: int) -> Callable[[], bytes]:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not is_inside(name):
        return partial(refuse, "its path leads out of the archive: refused")
    if kind not in (0, stat.S_IFREG):
        return partial(refuse, "a link or device: not followed")
    if info.flag_bits & ENCRYPTED:
        return partial(refuse, "encrypted")
    return partial(_read_entry, archive, info, limit)


def _modified(info: zipfile.ZipInfo) -> datetime | None:
    """A zip's times have no zone: those of this machine, as good as any for telling which is newer."""
    try:
        return None if info.date_time == EPOCH else datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def refuse(reason: str) -> IO[bytes]:
    """Raise Unreadable, in the place of a read."""
    raise Unreadable(reason)


def _read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(info) as stream:
            return at_most(stream, limit)
    except BROKEN as error:
        raise Unreadable(f"damaged ({error or type(error).__name__})") from None


def at_most(stream: IO[bytes], limit: int) -> bytes:
    """All bytes of a stream, which is given up as soon as there are more than `limit`."""
    pieces, size = [], 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > limit:
            raise Unreadable(f"larger than {limit >> 20} MiB once unpacked: refused")
        pieces.append(piece)
    return b"".join(pieces)
