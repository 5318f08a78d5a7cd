"""Path in an archive -> whose file it is, by the patterns of systems.py.

Only the first part of a path is believed, because only that part is the system's: the rest is the student's. The forms
are those of Moodle's mod/assign/classes/downloader.php (and locallib.php before 4.1), Canvas's lib/content_zipper.rb,
nbgrader's exchange and course folders, and what Blackboard, Brightspace, Sakai, Gradescope, Teams, SIGAA and GitHub
Classroom give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import PurePosixPath

from autograder.lms.names import compact, mentions, normalized
from autograder.lms.systems import NBGRADER, PLAIN, SIGAA, SYSTEMS, System
from autograder.lms.telling import is_section, shown, telling

HIDDEN_NAMES = ("participante", "participant")  # Moodle's blind marking
SHEET = re.compile(r"[^/]+\.(?:csv|xlsx?|ods)", re.IGNORECASE)  # the teacher's, beside what was handed in
PATTERNS = [(system, pattern) for system in SYSTEMS for pattern in system.patterns]


@dataclass(frozen=True)
class Origin:
    """Whose file it is, as far as its path tells. Unknown is the empty string.

    number: the participant's (Moodle: of this assignment alone; Canvas: the user's) or nbgrader's student id.
    rest: the path within the submission. when: the time in the path, as it is written there. late: the system's mark.
    text: all that the path says of a person, where that is more than name and number. version: 0 is unknown.
    """

    system: System
    number: str
    name: str
    rest: str
    when: str = ""
    late: bool = False
    text: str = ""
    version: int = 0

    @property
    def key(self) -> str:
        """One for each participant: the same in every archive of this assignment."""
        return f"{self.system.name}:{self.number or normalized(self.name or self.text)}"

    @property
    def said(self) -> str:
        """All that the path says of a person."""
        return self.text or f"{self.name} {self.number if self.system.lasting else ''}".strip()


Names = Mapping[str, str]  # by path in the archive: the path within what is looked at
Found = dict[str, Origin | None]


def origins(paths: Iterable[str], assignment: str) -> Found:
    """Whose each path is; None for what belongs to nobody known. Other assignments' files, grade sheets and what a
    system adds are left out.

    The archive is taken to be of the one form that most of its participants have, or each of its folders to be an
    archive (sections of a class); else of "NAME - FILE.ipynb", a folder for each student, or NAME.ipynb. A folder that
    everything lies in is looked into.
    """
    names = {path: path for path in paths if not SHEET.fullmatch(path)}
    found = _of_a_system(names, assignment)
    found = found if found is not None else _of_sections(_unwrapped(names), assignment)
    return found if found is not None else _of_names(_unwrapped(names), assignment)


def is_class_archive(paths: Iterable[str], assignment: str) -> bool:
    """Whether these are the paths of a whole class, as a system writes them; one student's zip is none."""
    found = _of_a_system({path: path for path in paths}, assignment) or {}
    return any(origin.system.marked for origin in found.values() if origin)


def _of_names(names: Names, assignment: str) -> Found:
    return {path: _plain(name, assignment) for path, name in names.items()}


def _of_a_system(names: Names, assignment: str) -> Found | None:
    """By the first form that is usual, also below folders that hold everything; what cannot be mistaken goes first."""
    once = _unwrapped(names)
    levels = (names, once, _unwrapped(once))
    for marked, bare in product((True, False), levels):
        for system, pattern in PATTERNS:
            if system.marked is marked:
                found = _of_form(system, pattern, bare, assignment)
                if found is not None:
                    return found
    return None


def _of_form(system: System, pattern: str, names: Names, assignment: str) -> Found | None:
    ignored = re.compile(f"(?:.*/)?(?:{system.ignored})")
    form = re.compile(_for_assignment(pattern, assignment))
    inside = {path: name for path, name in names.items() if not ignored.fullmatch(name)}
    found = {path: _origin(system, form.fullmatch(name), assignment) for path, name in inside.items()}
    if not _is_usual(system, inside, found):
        return None
    found = {path: one for path, one in found.items() if one or not _of_another(system, path)}
    return _with_usernames(found, assignment) if system.titled else found


def _for_assignment(pattern: str, assignment: str) -> str:
    title = r"[\W_]*".join(map(re.escape, compact(assignment)))
    return pattern.replace("ASSIGNMENT", re.escape(assignment)).replace("TITLE", f"(?i:{title})")


def _of_sections(names: Names, assignment: str) -> Found | None:
    """Of several archives side by side, each in a folder; None if that is not what there is."""
    parts: dict[str, dict[str, str]] = {}
    for path, name in names.items():
        top, _, rest = name.partition("/")
        if rest:
            parts.setdefault(top, {})[path] = rest
    loose = {path: None for path, name in names.items() if "/" not in name}
    if len(parts) < 2 or any(path.lower().endswith(".ipynb") for path in loose):
        return None
    found: Found = dict(loose)
    for top, inside in parts.items():
        part = _of_a_system(inside, assignment)
        certain = is_section(top) or any(one.system.marked for one in (part or {}).values() if one)
        if not certain:
            return None
        found |= part if part is not None else _of_names(_unwrapped(inside), assignment)
    return found


def _of_another(system: System, path: str) -> bool:
    """Whether a path is another assignment's, in a course folder."""
    return system is NBGRADER and path.removeprefix("submitted/").count("/") > 1


def _is_usual(system: System, names: Names, found: Found) -> bool:
    """Whether most of what lies at the top is of a form, or half of it if the form cannot be mistaken: by participants,
    however many files each of them has."""
    tops = {path: name.removeprefix("submitted/").partition("/")[0] for path, name in names.items()}
    matched = {tops[path] for path, origin in found.items() if origin is not None}
    return 2 * len(matched) + (bool(matched) and system.marked) > len(set(tops.values()))


def _unwrapped(names: Names) -> dict[str, str]:
    """Paths without a folder that all of them share, as long as more than one thing lies in it."""
    first = {name.partition("/")[0] for name in names.values()}
    inner = {path: name.partition("/")[2] for path, name in names.items()}
    several = len({name.partition("/")[0] for name in inner.values()}) > 1 or all("/" in n for n in inner.values())
    return inner if len(first) == 1 and all(inner.values()) and several else dict(names)


def _origin(system: System, found: re.Match | None, assignment: str) -> Origin | None:
    if found is None:
        return None
    told = {"name": "", "number": "", "when": "", "late": "", **{k: v or "" for k, v in found.groupdict().items()}}
    name = " ".join(told["name"].split())
    if normalized(name) in HIDDEN_NAMES:
        name = ""
    if system is SIGAA:
        name = shown(name, assignment)
    rest = told.get("rest") or told.get("flat", "")
    version = int(told.get("version") or 0)
    return Origin(system, told["number"], name, rest, told["when"], bool(told["late"]), version=version)


def _with_usernames(found: Found, assignment: str) -> Found:
    """Blackboard writes TITLE_USERNAME, and both may hold underscores: the title is what all have in common, or what
    is the assignment's. Where neither tells, the number stays unknown, and the text says it."""
    texts = {origin.number for origin in found.values() if origin}
    starts = [{text[: place.end()] for place in re.finditer("_", text)} for text in texts]
    titles = set.intersection(*starts)
    titles = {title for title in titles if compact(title) == compact(assignment)} or titles
    title = titles.pop() if len(titles) == 1 else None
    return {
        path: origin and replace(origin, number=origin.number[len(title) :] if title else "", text=origin.number)
        for path, origin in found.items()
    }


def _plain(path: str, assignment: str) -> Origin | None:
    """Of "Ana Silva - notas.ipynb", "ASSIGNMENT - Ana Silva.ipynb", "Ana Silva/notas.ipynb" or "Ana Silva.ipynb"."""
    first, _, rest = path.partition("/")
    left, dash, right = first.partition(" - ")
    stem = _stem(first) if not rest else first
    if dash and mentions(left, assignment) and not mentions(right, assignment):
        name, rest = _stem(right) if not rest else right, rest or first
    elif dash:
        name, rest = left, f"{right}/{rest}" if rest else right
    else:
        name, rest = stem, rest or first
    if not telling(name, assignment):
        return None
    return Origin(PLAIN, "", shown(name, assignment), rest, text=name)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.removesuffix(".tar").removesuffix(".ipynb")
