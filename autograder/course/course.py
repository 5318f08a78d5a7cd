"""A course folder as nbgrader's configuration describes it: where things are, and which steps grade them."""

from __future__ import annotations

import fnmatch
import glob
import marshal
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from inspect import isfunction
from pathlib import Path, PurePosixPath
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, Execute, SaveAutoGrades
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.course.files import check_sizes, digest, regular_files
from autograder.course.gradebook import extensions_of
from autograder.course.records import records_of, tags_of_others
from autograder.course.session import Session
from autograder.repair.files import limits
from autograder.repair.files.locate import notebooks_in
from autograder.repair.released import ReleasedNotebook
from autograder.rubric.load import keys_in_use, use_keys_of

EVIDENCE = "evidence.json"  # beside the autograded notebooks; configure() keeps it out of the students' feedback

NUMERIC = ("numpy", "scipy", "ipython", "nbgrader", "nbconvert", "nbformat")  # whose version may change a result


@dataclass(frozen=True)
class Submission:
    """What a student handed in.

    notebooks: by name, the files that may be it, by their names, the likeliest first. files: all others, by path in the
    submission's folder. unknown: notebooks that are none of the assignment's. extension: of the due date, if any.
    """

    student: str
    notebooks: dict[str, dict[str, bytes]]
    files: dict[str, bytes]
    unknown: tuple[str, ...] = ()
    extension: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of every byte handed in, by the names of files, and of the extension."""
        notebooks = {file: data for files in self.notebooks.values() for file, data in files.items()}
        extension = [("extension", self.extension.encode())] if self.extension else []
        return digest(*sorted(notebooks.items()), *sorted(self.files.items()), *extension)


@dataclass(frozen=True)
class Assignment:
    """All that grading one submission needs, ready to be sent to another process."""

    name: str
    course: Path  # where its answer key lies: also on other machines
    records: dict[str, ReleasedNotebook]
    files: dict[str, bytes]  # the source folder's, which overwrite the student's
    config: Config  # of the preprocessors, and of nothing else: a course's configuration may hold what cannot be sent
    sanitize: tuple[type, ...]  # nbgrader's preprocessors in the configured order, but for those that write grades
    autograde: tuple[type, ...]
    packages: dict[str, str]  # versions of those whose version may change a result
    extensions: dict[str, str]  # of the due date, by student
    others: dict[str, frozenset[str]]  # the tags of the course's other assignments, by their names
    digest: str  # of all that may change a result: source, rubric, kit, packages, configuration, due date, late policy


class Course:
    """The course in `folder`, or in nbgrader's own choice of folder."""

    def __init__(self, folder: Path | None = None):
        self.app = AutogradeApp()
        self.app.log_level = "ERROR"
        self.app.initialize([f"--course-dir={folder}"] if folder else [])
        self.coursedir = self.app.coursedir
        self.converter = Autograde(coursedir=self.coursedir, parent=self.app)
        self.coursedir.root = os.path.abspath(self.coursedir.root)
        self.coursedir.db_url = _from_here(self.coursedir.db_url, Path(self.coursedir.root))
        use_keys_of(Path(self.coursedir.root), anew=True)

    def session(self) -> Session:
        """A run on this course, as it is configured."""
        steps = self.converter.autograde_preprocessors
        return Session.as_configured(Path(self.coursedir.root), steps, self.app.config)

    def path(self, step: str, student: str, assignment: str) -> Path:
        """The folder of one student's assignment in a step: "submitted", "autograded", "feedback"."""
        directory = getattr(self.coursedir, f"{step}_directory")
        return Path(os.path.normpath(self.coursedir.format_path(directory, student, assignment)))

    def assignment(self, name: str, gradebook: Any) -> Assignment:
        """Everything about an assignment. Raises nbgrader's MissingEntry if it was never generated."""
        try:
            records = records_of(gradebook, name, self.path("release", ".", name))
        except MissingEntry:
            there = ", ".join(sorted(one.name for one in gradebook.assignments)) or "none"
            raise MissingEntry(f"this course has no assignment {name!r}; it has: {there}") from None
        source = self.path("source", ".", name)
        files = _files(source, [*self.coursedir.ignore, "*.ipynb"])
        for kept in self.converter.exclude_overwriting.get(name, []):
            files.pop(kept, None)
        sanitize, autograde = (
            _steps(self.converter.sanitize_preprocessors),
            _steps(self.converter.autograde_preprocessors),
        )
        config = _config_of(sanitize + autograde, self.app.config)
        packages = {package: version(package) for package in NUMERIC}
        due = gradebook.find_assignment(name).duedate
        about = {"records": records, "config": config, "steps": (sanitize, autograde), "packages": packages}
        about |= {"due": due, "late policy": _late_policy(self.app.config)}
        parts = [(key, repr(item).encode()) for key, item in about.items()]
        total = digest(*parts, *sorted(files.items()), *_code(name))
        extensions, others = extensions_of(gradebook, name), tags_of_others(gradebook, name)
        return Assignment(
            name,
            Path(self.coursedir.root),
            records,
            files,
            config,
            sanitize,
            autograde,
            packages,
            extensions,
            others,
            total,
        )

    def submissions(self, assignment: str) -> Iterator[tuple[str, Path]]:
        """(student, folder) of what was handed in, in nbgrader's order, also where there is no notebook in it.

        Raises NbGraderException where nobody handed in.
        """
        found = [(student, path) for student, name, path in self._submitted() if name == assignment and path.is_dir()]
        if not found:
            expected = self.path("submitted", "STUDENT", assignment)
            raise NbGraderException(f"nobody handed in {assignment}: there is no folder {expected}")
        yield from found

    def misnamed(self, assignment: str) -> Iterator[tuple[str, Path]]:
        """(student, path) of what may be meant for it and is no folder of its name: "Lista 8", a file, a notebook."""
        for student, name, path in self._submitted():
            alike = _plain(name) == _plain(assignment) or path.suffix == ".ipynb"
            if alike and not (name == assignment and path.is_dir()):
                yield student, path

    def students(self) -> set[str]:
        """Who has handed in anything."""
        return {student for student, _, _ in self._submitted()}

    def _submitted(self) -> Iterator[tuple[str, str, Path]]:
        """(student, assignment, path) of all that lies where submissions do, in order."""
        step, root = self.coursedir.submitted_directory, glob.escape(self.coursedir.root)
        place = self.coursedir.directory_structure.format(nbgrader_step=step, student_id="*", assignment_id="*")
        told = "(?P<student>(?s:.*))", "(?P<assignment>[^/]*)"
        pattern = re.compile(self.coursedir.format_path(step, *told, escape=True))
        for path in sorted(glob.glob(os.path.join(root, place))):
            found = pattern.fullmatch(path)
            if found and found["student"] not in self.coursedir.student_id_exclude.split(","):
                yield found["student"], found["assignment"], Path(path)

    def read(self, student: str, folder: Path, assignment: Assignment) -> Submission:
        """The bytes of one submission. Raises OSError and ValueError for what is none, or is too large."""
        if not limits.is_id(student):
            raise ValueError("the folder's name cannot be a student's id: name it anew")
        if folder.is_symlink() or (folder.parent.name == student and folder.parent.is_symlink()):
            raise ValueError("the folder is a link: not followed")
        found = notebooks_in(folder, assignment.records)
        present = {name: {path.name: limits.read_file(path) for path in paths} for name, paths in found.items()}
        names = {file for files in present.values() for file in files}
        others = tuple(name for name in regular_files(folder) if name.endswith(".ipynb") and name not in names)
        files = _files(folder, [*self.coursedir.ignore, "*.ipynb", *map(glob.escape, sorted(names))])
        return Submission(student, present, files, others, assignment.extensions.get(student, ""))


def _plain(name: str) -> str:
    """For comparing: letters and digits alone, without case."""
    return "".join(filter(str.isalnum, name.casefold()))


def _from_here(db_url: str, folder: Path) -> str:
    """An address of SQLite's with its whole path: nbgrader changes into the course folder first, and we do not."""
    scheme, slashes, path = db_url.partition(":///")
    return f"{scheme}{slashes}{folder / path}" if scheme == "sqlite" and path and path != ":memory:" else db_url


def _files(folder: Path, ignore: list[str]) -> dict[str, bytes]:
    """Regular files by relative path, but for what nbgrader ignores. Raises OSError and ValueError."""
    if any(_fits(folder.name, pattern) for pattern in ignore):
        return {}
    found = {name: path for name, path in regular_files(folder).items() if not _is_ignored(name, ignore)}
    check_sizes({name: path.lstat().st_size for name, path in found.items()})
    return {name: limits.read_file(path) for name, path in found.items()}


def _is_ignored(path: str, patterns: list[str]) -> bool:
    """Whether nbgrader's find_all_files leaves a path out: it asks the disk about each name, for each pattern."""
    return any(_fits(name, pattern) for name in PurePosixPath(path).parts for pattern in patterns)


def _fits(name: str, pattern: str) -> bool:
    """As `glob`: a pattern matches a hidden name only if it says so."""
    return fnmatch.fnmatch(name, pattern) and (pattern.startswith(".") or not name.startswith("."))


def _steps(items: list[type | str]) -> tuple[type, ...]:
    """Preprocessor classes, without those that write the gradebook: the batch has a writer of its own."""
    classes = [import_item(item) if isinstance(item, str) else item for item in items]
    if any(issubclass(cls, Execute) for cls in classes):
        raise NbGraderException("this course uses nbgrader's Execute, which has no fence: call plugin.configure(c)")
    return tuple(cls for cls in classes if not issubclass(cls, (SaveAutoGrades, AssignLatePenalties)))


def _late_policy(config: Config) -> Any:
    """What there is to see of how late submissions lose points: the plugin's settings and code."""
    plugin = AssignLatePenalties(config=config).plugin_class
    code = {name: marshal.dumps(member.__code__, 2) for name, member in vars(plugin).items() if isfunction(member)}
    return plugin.__name__, _config_of((AssignLatePenalties, plugin), config), code


def _config_of(classes: tuple[type, ...], config: Config) -> Config:
    """The sections of a configuration that these classes read."""
    names = {base.__name__ for cls in classes for base in cls.__mro__}
    return Config({name: config[name] for name in sorted(names) if name in config})


def _code(assignment: str) -> Iterator[tuple[str, bytes]]:
    """The files of the kit and of the assignment's answer key."""
    folders = [Path(__file__).parents[1], *(keys / name for keys in keys_in_use() for name in (assignment, "common"))]
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            yield str(path.relative_to(folder)), path.read_bytes()
