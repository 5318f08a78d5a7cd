"""One process's means to make feedback pages: the course as nbgrader_config.py describes it, and one exporter.

A page carries, in its head, a key of all that went into it, and is left alone while that does not change. A page is
complete or not there. One that cannot be made is removed, so that no old score is released.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbgrader.apps import GenerateFeedbackApp
from nbgrader.converters import GenerateFeedback

from autograder.course.files import digest, replace_file
from autograder.course.grades import NotebookGrades, read_grades
from autograder.pages.exporter import PageExporter, make_exporter, make_page

KEY = re.compile(r'<meta name="autograder-key" content="(\w+)"')
HEAD = 500  # characters of a page in which its key stands
CODE = ("pages/writer", "pages/exporter", "pages/sanitize", "pages/mathml")
CODE += ("course/grades", "feedback/outputs", "feedback/messages", "plugin")
PACKAGES = ("nbgrader", "nbconvert", "nbformat", "jinja2", "mistune", "pygments", "nh3", "latex2mathml")


@dataclass(frozen=True)
class Task:
    """One student's pages: the autograded notebooks, and what the gradebook knows about each."""

    student: str
    notebooks: tuple[tuple[Path, NotebookGrades | None], ...]


@dataclass(frozen=True)
class PageResult:
    """What became of one student's pages."""

    student: str
    written: int = 0
    unchanged: int = 0
    errors: tuple[str, ...] = ()


class PageWriter:
    """The course in the working directory, loaded as nbgrader does, and the exporter of this process."""

    def __init__(self, assignment: str):
        app = GenerateFeedbackApp(log_level="ERROR", raise_config_file_errors=True)  # never a page by half a config
        app.initialize([f"--assignment={assignment}"])
        self.assignment = assignment
        self.coursedir = app.coursedir
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
        written, unchanged, errors = 0, 0, []
        for path, grades in task.notebooks:
            target = folder / f"{path.stem}.html"
            try:
                fresh = self._write_page(path, grades, target, force)
                written, unchanged = written + fresh, unchanged + (not fresh)
            except Exception as error:  # whatever one notebook can bring about: the others go on
                target.unlink(missing_ok=True)
                errors.append(f"{path.name}: {type(error).__name__}: {error}")
        try:
            self._complete(task.student, folder)
        except OSError as error:
            errors.append(str(error))
        return PageResult(task.student, written, unchanged, tuple(errors))

    def _complete(self, student: str, folder: Path) -> None:
        """Copy the other files of the autograded folder, two of which release_feedback needs, and set permissions."""
        if folder.exists():
            self.converter.init_assignment(self.assignment, student)
            self.converter.set_permissions(self.assignment, student)

    def _write_page(self, path: Path, grades: NotebookGrades | None, target: Path, force: bool) -> bool:
        """Write a page, unless it is up to date. Return whether it was written."""
        if grades is None:
            raise LookupError("not in the gradebook: autograde the submission")
        notebook = path.read_bytes()
        key = digest(("notebook", notebook), ("grades", repr(grades).encode()), ("makers", self.makers.encode()))
        if not force and _key_of(target) == key:
            return False
        resources = self.converter.init_single_notebook_resources(str(path))
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        nb = nbformat.reads(notebook.decode(), as_version=4)
        page = make_page(self.exporter, nb, resources, grades, key)
        replace_file(target, page.encode(), int(str(self.converter.permissions), 8))
        return True


def _key_of(page: Path) -> str | None:
    """The key in a page's head; None for no page or somebody else's."""
    try:
        with page.open(encoding="utf-8", errors="replace") as file:
            found = KEY.search(file.read(HEAD))
    except FileNotFoundError:
        return None
    return found[1] if found else None
