"""One process's means to make feedback pages: the course as nbgrader_config.py describes it, and one exporter.

A page carries, in its head, a key of all that went into it, and is left alone while that does not change. A page is
complete or not there. One that cannot be made is removed, so that no old score is released.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from glob import escape, glob
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbgrader.apps import GenerateFeedbackApp
from nbgrader.converters import GenerateFeedback

from autograder.course.files import digest, remove, replace_file
from autograder.course.grades import NotebookGrades, read_grades
from autograder.pages.exporter import PageExporter, make_exporter, make_page
from autograder.pages.plain import plain_page
from autograder.repair.files import limits

KEY = re.compile(r'<meta name="autograder-key" content="(\w+)"')
HEAD = 500  # characters of a page in which its key stands
CODE = ("pages/writer", "pages/exporter", "pages/sanitize", "pages/mathml", "pages/plain")
CODE += ("repair/files/limits", "course/records", "course/grades", "feedback/outputs", "feedback/messages", "plugin")
PACKAGES = ("nbgrader", "nbconvert", "nbformat", "jinja2", "mistune", "pygments", "nh3", "latex2mathml")


@dataclass(frozen=True)
class Task:
    """One student's pages: the autograded notebooks, and what the gradebook knows about each."""

    student: str
    notebooks: tuple[tuple[Path, NotebookGrades | None], ...]


@dataclass(frozen=True)
class PageResult:
    """What became of one student's pages. plain: those that are not what they should be, and why."""

    student: str
    written: int = 0
    unchanged: int = 0
    errors: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


class PageWriter:
    """The course in the working directory, loaded as nbgrader does, and the exporter of this process."""

    def __init__(self, assignment: str):
        app = GenerateFeedbackApp(log_level="ERROR", raise_config_file_errors=True)  # never a page by half a config
        app.initialize([f"--assignment={assignment}"])
        self.assignment = assignment
        self.coursedir, self._ignored = app.coursedir, list(app.coursedir.ignore)
        self.converter = GenerateFeedback(coursedir=app.coursedir, parent=app)
        self.config_files = [Path(file) for file in app.loaded_config_files]

    @cached_property
    def exporter(self) -> PageExporter:
        """The exporter; made when the first page needs it."""
        return make_exporter(self.converter)

    @cached_property
    def makers(self) -> str:
        """A digest of the code and the configuration that make pages."""
        here = Path(__file__).parents[1]
        files = [
            *(here / f"{name}.py" for name in CODE),
            *sorted((here / "pages/templates").iterdir()),
            *self.config_files,
        ]
        versions = ",".join(f"{package} {version(package)}" for package in PACKAGES)
        return digest(("versions", versions.encode()), *((file.name, file.read_bytes()) for file in files))

    def tasks(self, students: Sequence[str] | None) -> list[Task]:
        """What there is to do for the students named, or for all: one task each, by name."""
        grades = read_grades(self.coursedir.db_url, self.assignment)
        found: dict[str, list] = defaultdict(list)
        for path in self._notebooks():
            about = self.converter.init_single_notebook_resources(path)["nbgrader"]
            found[about["student"]].append((Path(path), grades.get((about["student"], about["notebook"]))))
        excluded = set(self.coursedir.student_id_exclude.split(","))
        wanted = sorted(found.keys() - excluded if students is None else found.keys() & set(students))
        return [Task(student, tuple(found[student])) for student in wanted]

    def _notebooks(self) -> list[str]:
        folder = self._folder(self.coursedir.autograded_directory, self.coursedir.student_id)
        return sorted(glob(str(folder / f"{self.coursedir.notebook_id}.ipynb")))

    def _folder(self, step: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, self.assignment))

    def write(self, task: Task, force: bool) -> PageResult:
        """Bring one student's feedback folder up to date."""
        folder = self._folder(self.coursedir.feedback_directory, task.student)
        written, unchanged, errors, plain = 0, 0, [], []
        try:
            self._copy_others(task)
        except Exception as error:
            errors.append(limits.reason(error))
        for path, grades in task.notebooks:
            target = folder / f"{path.stem}.html"
            try:
                fresh, why = self._write_page(path, grades, target, force)
                written, unchanged = written + fresh, unchanged + (not fresh)
                plain += [f"{path.name}: {why}"] if why else []
            except Exception as error:  # whatever one notebook can bring about: the others go on
                remove(target)
                errors.append(f"{path.name}: {limits.reason(error)}")
        try:
            if folder.exists():
                self.converter.set_permissions(self.assignment, task.student)
        except OSError as error:
            errors.append(limits.reason(error))
        return PageResult(task.student, written, unchanged, tuple(errors), tuple(plain))

    def _copy_others(self, task: Task) -> None:
        """Copy the other files of the autograded folder, two of which release_feedback needs, but for what has the name
        of a page: those are ours, and written last."""
        pages = [escape(f"{path.stem}.html") for path, _ in task.notebooks]
        self.coursedir.ignore = [*self._ignored, *pages]
        self.converter.init_assignment(self.assignment, task.student)

    def _write_page(
        self, path: Path, grades: NotebookGrades | None, target: Path, force: bool
    ) -> tuple[bool, str | None]:
        """Write a page, unless it is up to date. Return whether it was written, and why it is a plain one."""
        if grades is None:
            raise LookupError("not in the gradebook: autograde the submission")
        notebook = limits.read_file(path)
        key = digest(("notebook", notebook), ("grades", repr(grades).encode()), ("makers", self.makers.encode()))
        if not force and _key_of(target) == key:
            return False, None
        resources = self.converter.init_single_notebook_resources(str(path))
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        why = None
        try:
            with limits.within(limits.PAGE):
                nb = nbformat.reads(notebook.decode(), as_version=4)
                page = make_page(self.exporter, nb, resources, grades, key).encode()
        except (TimeoutError, RecursionError, MemoryError) as error:
            page, why = plain_page(path.stem, grades, key).encode(), limits.reason(error)
        if target.is_dir():
            remove(target)
        replace_file(target, page, int(str(self.converter.permissions), 8))
        return True, why


def _key_of(page: Path) -> str | None:
    """The key in a page's head; None for no page or somebody else's."""
    try:
        with page.open(encoding="utf-8", errors="replace") as file:
            found = KEY.search(file.read(HEAD))
    except OSError:
        return None
    return found[1] if found else None
