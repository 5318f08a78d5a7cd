"""What lies in an archive, or in a folder of several archives, by participant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.collect.archive import opened
from autograder.collect.packed import Entry, Limits, Unreadable
from autograder.lms.archive_layouts import Origin, is_class_archive, origins
from autograder.lms.gradescope import METADATA, Submitter, submitters_in
from autograder.lms.names import normalized
from autograder.lms.systems import GRADESCOPE, GRADESCOPE_NAMED, PLAIN

DEEPEST_METADATA = 2  # folders: deeper it is a student's file
MAY_BE_HANDED_IN = (".ipynb", ".zip", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".7z", ".rar", ".json", ".py", ".html")


@dataclass(frozen=True)
class Participant:
    """One who handed in, and the files. key: known again by it; empty where a path says nothing. problem: why it cannot
    be told who it is, whatever the roster says."""

    key: str
    origin: Origin
    pieces: Sequence[tuple[Entry, Origin]]
    problem: str = ""

    @property
    def path(self) -> str:
        """What a person calls it: its only file, or the folder of its files."""
        paths = [entry.path for entry, _ in self.pieces]
        parts = [PurePosixPath(path).parts for path in paths]
        common = [part for part, *others in zip(*parts, strict=False) if all(part == other for other in others)]
        return paths[0] if len(paths) == 1 else "/".join(common) or paths[0]

    def is_file(self, path: str) -> bool:
        """Whether a path of the archive is one of its files."""
        return any(entry.path == path for entry, _ in self.pieces)

    def is_called(self, file: str) -> bool:
        """Whether a person who writes `file` may mean this one: by a folder, the end of a path, a name or number."""
        paths = [entry.path for entry, _ in self.pieces]
        inside = any(path.startswith(file.rstrip("/") + "/") for path in paths)
        return (
            inside or any(path.endswith("/" + file) for path in paths) or file in (self.origin.name, self.origin.number)
        )


@contextmanager
def archives_in(path: Path, limits: Limits, assignment: str) -> Iterator[list[Entry]]:
    """The files of an archive or folder; an archive of a class in a folder is opened, one student's is a file."""
    with ExitStack() as stack:
        entries = stack.enter_context(opened(path, limits))
        if path.is_dir():
            entries = [one for entry in entries for one in _class_in(entry, path, limits, assignment, stack)]
        yield entries


def _class_in(entry: Entry, folder: Path, limits: Limits, assignment: str, stack: ExitStack) -> list[Entry]:
    if "/" in entry.path or not entry.path.lower().endswith((".zip", ".tgz", ".gz", ".tar", ".7z")):
        return [entry]
    try:
        inside = stack.enter_context(opened(folder / entry.path, limits))
    except Unreadable:
        return [entry]
    if not is_class_archive([one.path for one in inside], assignment):
        return [entry]
    return [replace(one, path=f"{entry.path}/{one.path}") for one in inside]


def by_participant(entries: Iterable[Entry], assignment: str) -> tuple[list[Participant], list[str]]:
    """Who handed in, and the paths of what is nobody's and no hand-in either."""
    entries = list(entries)
    found = origins([entry.path for entry in entries], assignment)
    groups: dict[tuple[str, str], list[tuple[Entry, Origin]]] = defaultdict(list)
    loose = []
    submitters = _submitters(entries)
    for entry in entries:
        origin = found.get(entry.path)
        if origin is not None:
            for one in _of_each(origin, submitters):
                name = "" if one.system.squeezes_names else normalized(one.name)
                groups[one.key, name].append((entry, one))
        elif entry.path in found and entry.path.lower().endswith(MAY_BE_HANDED_IN):
            groups["", entry.path].append((entry, Origin(PLAIN, "", "", PurePosixPath(entry.path).name)))
        elif entry.path in found:
            loose.append(entry.path)
    return [_participant(key, pieces, groups) for (key, _), pieces in groups.items()], loose


def _submitters(entries: Iterable[Entry]) -> dict[str, list[Submitter]]:
    """Gradescope's: by the number of the submission."""
    found = {}
    for entry in entries:
        if PurePosixPath(entry.path).name == METADATA and entry.path.count("/") <= DEEPEST_METADATA:
            try:
                found |= submitters_in(entry.read().decode("utf-8", "replace"))
            except Unreadable:
                pass  # whoever handed in is asked for
    return found


def _of_each(origin: Origin, submitters: Mapping[str, Sequence[Submitter]]) -> list[Origin]:
    """The origin for each who handed in together."""
    people = submitters.get(origin.number, ()) if origin.system is GRADESCOPE else ()
    return [
        replace(origin, system=GRADESCOPE_NAMED, number=one.id, name=one.name, text=f"{one.name} {one.sid} {one.email}")
        for one in people
        if one.id or one.name
    ] or [origin]


def _participant(key: str, pieces: Sequence[tuple[Entry, Origin]], groups: Iterable[tuple[str, str]]) -> Participant:
    names = [name for other, name in groups if key and other == key]
    problem = f"the archive has one number for {', '.join(names)}" if len(names) > 1 else ""
    return Participant(key, pieces[0][1], pieces, problem)


def ambiguous_names(participants: Iterable[Participant]) -> set[str]:
    """Names that more than one participant has."""
    keys = defaultdict(set)
    for one in participants:
        keys[normalized(one.origin.name)].add(one.key)
    return {name for name, several in keys.items() if name and len(several) > 1}
