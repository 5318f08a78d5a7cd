"""Path in an archive -> whose file it is, by the patterns of systems.py.

Only the first part of a path is believed, because only that part is the system's: the rest is the student's. The forms
are those of Moodle's mod/assign/classes/downloader.php (and locallib.php before 4.1), Canvas's lib/content_zipper.rb,
Blackboard's gradebook download, nbgrader's exchange and course folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.lms.names import compact, mentions, normalized
from autograder.lms.systems import NBGRADER, PLAIN, SYSTEMS, System

HIDDEN_NAMES = ("participante", "participant")  # Moodle's blind marking


PATTERNS = [(system, pattern) for system in SYSTEMS for pattern in system.patterns]


@dataclass(frozen=True)
class Origin:
    """Whose file it is, as far as its path tells. Unknown is the empty string.

    number: the participant's (Moodle: of this assignment alone; Canvas: the user's) or nbgrader's student id.
    rest: the path within the submission. when: the time in the path, as it is written there. late: the system's mark.
    """

    system: System
    number: str
    name: str
    rest: str
    when: str = ""
    late: bool = False

    @property
    def key(self) -> str:
        """One for each participant: the same in every archive of this assignment."""
        return f"{self.system.name}:{self.number or normalized(self.name)}"


def origins(paths: Iterable[str], assignment: str) -> dict[str, Origin | None]:
    """Whose each path is; None for what belongs to nobody known. Other assignments' files are left out.

    The archive is taken to be of the one form that most of its participants have; where none has most, of
    "NAME - FILE.ipynb", a folder for each student, or NAME.ipynb. A folder that everything lies in is looked into.
    """
    paths = list(paths)
    for bare in (paths, _without_wrapper(paths)):
        for system, pattern in PATTERNS:
            form = re.compile(pattern.replace("ASSIGNMENT", re.escape(assignment)))
            found = {path: _origin(system, form.fullmatch(name)) for path, name in zip(paths, bare, strict=True)}
            if _is_usual(bare, found.values()):
                return {path: origin for path, origin in found.items() if origin or not _of_another(system, path)}
    bare = _without_wrapper(paths)
    return {path: _plain(name, assignment) for path, name in zip(paths, bare, strict=True)}


def _of_another(system: System, path: str) -> bool:
    """Whether a path is another assignment's, in a course folder."""
    return system is NBGRADER and path.removeprefix("submitted/").count("/") > 1


def _is_usual(paths: Sequence[str], found: Iterable[Origin | None]) -> bool:
    """Whether most of what lies at the top is of a form: by participants, however many files each of them has."""
    tops = [path.removeprefix("submitted/").partition("/")[0] for path in paths]
    matched = {top for top, origin in zip(tops, found, strict=True) if origin is not None}
    return 2 * len(matched) > len(set(tops))


def _without_wrapper(paths: Sequence[str]) -> list[str]:
    """Paths without a folder that all of them share, as long as more than one thing lies in it."""
    first = {path.partition("/")[0] for path in paths}
    inner = [path.partition("/")[2] for path in paths]
    several = len({path.partition("/")[0] for path in inner}) > 1 or all("/" in path for path in inner)
    return inner if len(first) == 1 and all(inner) and several else list(paths)


def _origin(system: System, found: re.Match | None) -> Origin | None:
    if found is None:
        return None
    told = {"name": "", "number": "", "when": "", "late": "", **{k: v or "" for k, v in found.groupdict().items()}}
    name = " ".join(told["name"].split())
    if normalized(name) in HIDDEN_NAMES:
        name = ""
    rest = told.get("rest") or told.get("flat", "")
    return Origin(system, told["number"], name, rest, told["when"], bool(told["late"]))


def _plain(path: str, assignment: str) -> Origin | None:
    """Of "Ana Silva - notas.ipynb", "ASSIGNMENT - Ana Silva.ipynb", "Ana Silva/notas.ipynb" or "Ana Silva.ipynb"."""
    first, _, rest = path.partition("/")
    left, dash, right = first.partition(" - ")
    stem = PurePosixPath(first).stem if not rest else first
    if dash and mentions(left, assignment) and not mentions(right, assignment):
        name, rest = PurePosixPath(right).stem if not rest else right, rest or first
    elif dash:
        name, rest = left, f"{right}/{rest}" if rest else right
    else:
        name, rest = stem, rest or first
    if not compact(name) or compact(name) == compact(assignment):
        return None
    return Origin(PLAIN, "", " ".join(name.split()), rest)
