"""A class of two honest students and one hostile upload, taken the whole way in this process; and what must hold."""

import io
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from autograder.batch.grade_class import Request, grade_class
from autograder.collect.collector import Request as Collection
from autograder.collect.collector import collect
from autograder.collect.plan import Status
from autograder.course.course import Course
from autograder.pages.command import write_feedback
from tests.collect.archives import make_zip, notebook
from tests.conftest import CONFIG, make_course

HONEST = notebook()
NOTEBOOK = "lista8.ipynb"
MOODLE = "{}_{}_assignsubmission_file/{}"
MARK = "HOSTILE-PAGE"  # in every .html that is handed in


class Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, function: Callable, /, *arguments: object, **named: object) -> Future:
        future: Future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


class Classroom:
    """A course in which one upload after the other is tried."""

    def __init__(self, folder: Path):
        self.folder = make_course(folder, CONFIG.format(minimum=3))
        shutil.copy(folder / "gradebook.db", folder / "before.db")

    def hand_in(self, put: Callable[[Path], object], student: str = "mau") -> tuple[str, str]:
        """The three in submitted/; `put` fills the hostile folder. What became of it, and of its pages."""
        self._begin_anew()
        for honest in ("ana", "zoe"):
            (self._submitted(honest)).mkdir(parents=True)
            (self._submitted(honest) / NOTEBOOK).write_bytes(HONEST)
        self._submitted(student).mkdir(parents=True)
        put(self._submitted(student))
        return self._graded("ana", "zoe")

    def send(self, files: dict[str, bytes], name: str = "Mau Lobo") -> tuple[str, str]:
        """The three in an archive of Moodle's."""
        self._begin_anew()
        archive = self.folder / "archive.zip"
        honest = [("Ana Reis", "101"), ("Zoe Luz", "103")]
        entries = [(MOODLE.format(*honest[0], NOTEBOOK), HONEST)]
        entries += [(MOODLE.format(name, "102", path), data) for path, data in files.items()]
        make_zip(archive, dict([*entries, (MOODLE.format(*honest[1], NOTEBOOK), HONEST)]))
        actions = list(collect(Course(self.folder), Collection("lista8", archive)))
        told = {action.person.id: (action.status, action.notes) for action in actions}
        assert told["ana-reis"] == told["zoe-luz"] == (Status.NEW, ())
        graded, pages = self._graded("ana-reis", "zoe-luz")
        others = [
            f"{status.value}: {notes}" for id, (status, notes) in told.items() if id not in ("ana-reis", "zoe-luz")
        ]
        return " ".join([*others, graded]), pages

    def _graded(self, *honest: str) -> tuple[str, str]:
        """Grade, write pages; see that honest students have all theirs, and that the other one is told of."""
        run = grade_class(Course(self.folder), Request("lista8", 1), Here)
        for student in honest:
            outcomes = run.graded[student]["notebooks"]["lista8"]["outcomes"]
            assert outcomes
            assert all(outcome["share"] == 1.0 for outcome in outcomes)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as complaints:
            write_feedback(self.folder, "lista8", None, 1, force=False)
        for student in honest:
            page = (self.folder / "feedback" / student / "lista8/lista8.html").read_text()
            assert "autograder-key" in page
            assert "<footer>" in page
        for page in self.folder.glob("feedback/*/lista8/lista8.html"):
            assert page.is_file()
            assert "autograder-key" in page.read_text()
            assert MARK not in page.read_text()
        graded = {student: "graded" for student in run.graded} | run.errors
        told = {student: why for student, why in graded.items() if student not in honest}
        assert all(
            student.isprintable() and why.strip().splitlines()[-1].isprintable() for student, why in told.items()
        )
        pages = {path.parent.parent.name for path in self.folder.glob("feedback/*/lista8/lista8.html")} - {*honest}
        assert {student for student, why in told.items() if why == "graded"} <= pages
        return " ".join(why.strip().splitlines()[-1] for why in told.values()), complaints.getvalue()

    def _submitted(self, student: str) -> Path:
        return self.folder / "submitted" / student / "lista8"

    def _begin_anew(self) -> None:
        for step in ("submitted", "collected", "autograded", "feedback"):
            shutil.rmtree(self.folder / step, ignore_errors=True)
        shutil.copy(self.folder / "before.db", self.folder / "gradebook.db")
