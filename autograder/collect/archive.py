"""Archive or folder -> its files, none read before it is asked for. What is wrong with one costs that one only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from autograder.collect.packed import Entry, Limits, Unreadable, entries_in, refuse
from autograder.lms.names import decoded, is_junk
from autograder.repair.files.limits import read_file, reason

WHOLE_CLASS = 32  # times what one student may pack


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[list[Entry]]:
    """The files of an archive or folder but for junk. Raises Unreadable when `path` is neither."""
    if path.is_dir():
        yield [entry for entry in _in_folder(path, limits) if not is_junk(entry.path)]
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(path.open("rb"))
            whole = replace(limits, packed=WHOLE_CLASS * limits.packed)
            entries = list(entries_in(stream, path.name, whole, stack))
        except Unreadable as error:
            raise Unreadable(f"{path}: {error}") from None
        except OSError as error:
            raise Unreadable(f"{path} is no folder and no readable archive ({error.strerror})") from None
        yield entries


def _in_folder(folder: Path, limits: Limits) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        name = decoded(os.fsencode(path.relative_to(folder)))
        if path.is_symlink():
            yield Entry(name, None, partial(refuse, "a link: not followed"))
        elif path.is_file():
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield Entry(name, modified, partial(_read_file, path, limits.file))


def _read_file(path: Path, limit: int) -> bytes:
    try:
        return read_file(path, limit)
    except OSError as error:
        raise Unreadable(reason(error)) from None
