"""The course folder's side of collecting: what is there, and the writing of one student's part. It overwrites nothing.

submitted/STUDENT/ASSIGNMENT/ holds what is to be graded; collected/ASSIGNMENT/STUDENT/ATTEMPT/ every attempt as it
came, where nbgrader does not look, and collected/ASSIGNMENT/+whose/ATTEMPT/ what nobody is known to have handed in;
collected/ASSIGNMENT/manifest.json ties them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.collect.attempt import STAMP, LoadedAttempt, content_digest
from autograder.collect.plan import WRITTEN, Action, merged
from autograder.course.files import regular_files, replace_file, replace_folder
from autograder.course.manifest import AttemptRecord, Manifest, SubmissionRecord, digest_of, dump, load
from autograder.lms.names import is_inside
from autograder.lms.times import for_nbgrader
from autograder.repair.files.limits import read_file, reason

NOBODY_S = "+whose"  # in the place of a student, whose id never begins so
SHORT = 12  # characters of a digest that name a folder


class CollectedStore:
    """What was collected for one assignment. Use as a context manager: the manifest is saved at the end, come what may.

    submitted: a folder by student id.
    """

    def __init__(self, folder: Path, assignment: str, dry_run: bool = False):
        self.folder, self._assignment, self._dry_run = folder, assignment, dry_run
        self._path = folder / "manifest.json"
        self.manifest: Manifest = load(self._path.read_text("utf-8")) if self._path.exists() else {}

    def __enter__(self) -> CollectedStore:
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._dry_run:
            replace_file(self._path, dump(self._assignment, self.manifest).encode())

    def record(self, student: str) -> SubmissionRecord:
        return self.manifest.get(student, SubmissionRecord())

    def apply(self, action: Action, keys: Iterable[str], submitted: Path) -> None:
        """Do what an action says: keep every attempt, write the one to grade, remember both. Raises OSError."""
        try:
            self._apply(action, keys, submitted)
        except (ValueError, RecursionError) as error:  # a path that no file system takes
            raise OSError(reason(error)) from None

    def _apply(self, action: Action, keys: Iterable[str], submitted: Path) -> None:
        student = action.person.id
        for best in action.loaded:
            if best.files:
                self._keep(self.folder / student / best.record.digest[:SHORT], best.files)
        old = self.record(student)
        if action.best is not None and action.status in WRITTEN:
            self._put_aside(submitted, old, student)
            _write(submitted, action.best.submitted)
        ours = action.best is not None and on_disk(submitted) == content_digest(action.best.submitted)
        if ours and action.when:
            (submitted / STAMP).write_text(for_nbgrader(action.when) + "\n")
        self.manifest[student] = SubmissionRecord(
            tuple(dict.fromkeys([*old.keys, *filter(None, keys)])),
            action.person.name or old.name,
            action.person.email or old.email,
            content_digest(action.best.submitted) if ours else old.submitted,
            action.best.record.digest if ours else old.current,
            merged(old.attempts, action.loaded),
        )

    def keep_unknown(self, loaded: LoadedAttempt) -> None:
        """Keep what nobody is known to have handed in. Raises OSError."""
        if loaded.files and not self._dry_run:
            self._keep(self.folder / NOBODY_S / loaded.record.digest[:SHORT], loaded.files)

    def owners(self, attempt: AttemptRecord) -> list[str]:
        """Whose an attempt was when the same archive was collected before."""
        found = [(id, record.attempts.get(attempt.digest)) for id, record in self.manifest.items()]
        return [id for id, known in found if known and known.source == attempt.source]

    def _keep(self, folder: Path, files: Mapping[str, bytes]) -> None:
        """Write files into a new folder, whole or not at all."""
        if not folder.exists():
            _write(folder, files)

    def _put_aside(self, submitted: Path, old: SubmissionRecord, student: str) -> None:
        """What somebody else put into submitted/ is kept before it is replaced."""
        found = contents(submitted)
        if found and content_digest(found) != old.submitted:
            self._keep(self.folder / student / f"replaced-{digest_of(found)[:SHORT]}", found)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by path in it; links are not followed."""
    return {name: read_file(path) for name, path in regular_files(folder).items()}


def on_disk(submitted: Path) -> str | None:
    """The digest of what is there to be graded; None if nothing is. What cannot be read is like nothing we wrote."""
    try:
        found = contents(submitted)
    except OSError as error:
        return reason(error)
    return content_digest(found) if found.keys() - {STAMP} else None


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name in files:
        if not is_inside(name):
            raise ValueError(f"a file would be written outside its folder: {name!r}")
    replace_folder(folder, files)
