"""What is read from the course folder and written to it: folders and files as a whole, digests, notebooks as text."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from json.encoder import encode_basestring
from pathlib import Path, PurePosixPath
from typing import Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from autograder.judge.run.work_files import FILE_LIMIT as FILE_LIMIT
from autograder.judge.run.work_files import FILES_LIMIT as FILES_LIMIT
from autograder.judge.run.work_files import check_sizes as check_sizes
from autograder.repair.files import limits

WORDS = {"None": "null", "True": "true", "False": "false", "{}": "{}", "[]": "[]"}  # by repr; json.dumps is slow


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only command that writes in a course: wait for the one that does, and say which it is."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"waiting for {_holder(place)}", file=sys.stderr)
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _holder(place: int) -> str:
    """The command that holds the lock on an open folder, as Linux tells: proc_locks(5)."""
    for line in Path("/proc/locks").read_text().splitlines():
        fields = line.split()
        if fields[1] == "FLOCK" and fields[5].rpartition(":")[2] == str(os.fstat(place).st_ino):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{fields[4]}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                return f"process {fields[4]}: {b' '.join(words).decode(errors='replace')}"
    return "another command in this course"


def digest(*parts: tuple[str, bytes]) -> str:
    """SHA-256 of named parts, in this order."""
    total = hashlib.sha256()
    for name, data in parts:
        total.update(f"{len(name)}:{name}:{len(data)}:".encode("utf-8", "surrogateescape") + data)
    return total.hexdigest()


def regular_files(folder: Path) -> dict[str, Path]:
    """Files by relative path, in order: no links, which may lead anywhere, and no devices or pipes.

    Raises OSError for more files, or longer paths, than a submission may have.
    """
    found, todo = [], [str(folder)] if folder.is_dir() else []
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    found.append(Path(entry.path))
                if len(found) + len(todo) > limits.FILES:
                    raise OSError(errno.E2BIG, f"more than {limits.FILES} files", limits.printable(folder.name))
    names = {path.relative_to(folder).as_posix(): path for path in sorted(found)}
    for name in names:
        if limits.is_long(name):
            raise OSError(errno.ENAMETOOLONG, limits.TOO_LONG, limits.printable(name[:40]))
    return names


def clashes(name: str, taken: Collection[str]) -> bool:
    """Whether a path is there already, or one of the two would be a folder of the other."""
    folder, parents = name + "/", map(str, PurePosixPath(name).parents)
    return name in taken or any(one in taken for one in parents) or any(one.startswith(folder) for one in taken)


def names_beside(folder: Path) -> list[str]:
    """The files beside a notebook by relative path: all but notebooks, which hold hidden tests."""
    return [name for name, path in regular_files(folder).items() if path.suffix != ".ipynb"]


def files_beside(folder: Path) -> dict[str, bytes]:
    """What a notebook in `folder` finds beside itself. Raises ValueError when it is more than the fence takes."""
    names = names_beside(folder)
    check_sizes({name: (folder / name).stat().st_size for name in names})
    return {name: limits.read_file(folder / name) for name in names}


class Replacement:
    """Something that is written beside a file or folder and takes its place whole: nobody ever sees half of it.

    What is beside it has a hidden name, which nbgrader does not take for an assignment.
    """

    def __init__(self, target: Path):
        self.target = target
        self._new, self._old = (target.with_name(f".{target.name}.{kind}") for kind in ("new", "old"))
        self.discard()

    def write(self, data: bytes, permissions: int | None = None) -> None:
        """Write the file that is to be there."""
        _write(self._new, data, permissions)

    def write_folder(self, files: Mapping[str, bytes], permissions: int | None = None) -> None:
        """Write the folder that is to be there, with these files by relative path."""
        for name, data in files.items():
            _write(self._new / name, data, permissions)

    @property
    def written(self) -> Path:
        """Where what was written lies until it takes its place."""
        return self._new

    def put_aside(self) -> None:
        """Take away what is there, so that it can be brought back."""
        if self.target.exists() or self.target.is_symlink():
            os.replace(self.target, self._old)

    def bring_back(self) -> None:
        """What was put aside is there again."""
        if self._old.exists():
            os.replace(self._old, self.target)

    def discard(self) -> None:
        """Leave nothing beside it."""
        for leftover in (self._new, self._old):
            remove(leftover)

    def take_place(self) -> None:
        """What was written is there from now on, and what was there is gone."""
        if self._new.is_dir():
            self.put_aside()  # a folder replaces none but an empty one
        os.replace(self._new, self.target)
        remove(self._old)


def replace_file(path: Path, data: bytes, permissions: int | None = None) -> None:
    """Make a file hold this, at once."""
    replacement = Replacement(path)
    try:
        replacement.write(data, permissions)
        replacement.take_place()
    finally:
        replacement.discard()


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold exactly these files, by relative path, at once."""
    replacement = Replacement(folder)
    replacement.write_folder(files)
    replacement.take_place()


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there: also one that nbgrader's collect left read-only."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        for inner in (path, *path.rglob("*")):
            if inner.is_dir() and not inner.is_symlink():
                inner.chmod(inner.stat().st_mode | stat.S_IRWXU)
        shutil.rmtree(path)


def _write(path: Path, data: bytes, permissions: int | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if permissions is not None:
        path.chmod(permissions)


def notebook_text(nb: NotebookNode) -> str:
    """The text of an nbformat 4 notebook: what nbformat.writes gives, byte for byte, at a fifth of its cost and without
    its validation. `nb` is left with its sources and outputs split into lines, as on disk."""
    return indented(strip_transient(split_lines(nb)))


def indented(value: Any, margin: str = "\n") -> str:
    """JSON with sorted keys, indented by one space a level. margin: a line break and the indentation of this level."""
    if isinstance(value, str):
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    if not value or not isinstance(value, dict | list | tuple):
        return WORDS.get(repr(value)) or json.dumps(value)
    inner = margin + " "
    if isinstance(value, dict):
        pairs = [f"{encode_basestring(key)}: {indented(item, inner)}" for key, item in sorted(value.items())]
        return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"
    alike = all(type(item) is str for item in value)  # lines, which nearly all lists are made of
    items = map(encode_basestring, value) if alike else [indented(item, inner) for item in value]
    return f"[{inner}{f',{inner}'.join(items)}{margin}]"
