"""A whole class at once: submissions are graded in any `concurrent.futures` executor, and written here alone.

They are written in chunks, as results arrive.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties

from autograder.batch.grade_submission import grade_submission
from autograder.batch.store import Graded, current, write
from autograder.course.course import Assignment, Course, Submission
from autograder.course.gradebook import open_gradebook
from autograder.judge.workers import make_pool
from autograder.repair.files import limits

WINDOW = 32  # submissions read and waiting for a worker, or at work
CHUNK = 50  # submissions in one transaction
CHUNK_SECONDS = 10.0  # and how long the first of them may wait for the others


@dataclass
class Run:
    """What became of a class: evidence of who was graded and of who was up to date, and errors, by student.

    absent: whom the gradebook knows and who handed in nothing.
    """

    graded: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    unchanged: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Request:
    """What to grade: everybody who handed in and is not up to date, or fewer, or more."""

    assignment: str
    seed: int
    students: Sequence[str] | None = None
    force: bool = False
    fixed_seed: bool = False  # the seed was asked for: results of another seed are not up to date


def grade_class(
    course: Course,
    request: Request,
    make_executor: Callable[[], Executor],
    on_start: Callable[[int], None] = lambda total: None,
    on_result: Callable[[str, Graded | None], None] = lambda student, graded: None,
) -> Run:
    """Grade a class; write notebooks, evidence and gradebook as results arrive.

    make_executor: called again if the executor breaks. on_start is told how many submissions there are; on_result gets
    each student with the result, or with None if it was up to date. Raises SandboxUnavailable, nbgrader's MissingEntry
    and NbGraderException (nothing handed in), OSError (nowhere to write).
    """
    run = Run()
    gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id, create=False)
    try:
        assignment = course.assignment(request.assignment, gradebook)
        known = {student.id for student in gradebook.students}
        gradebook.db.remove()
        gradebook.engine.dispose()  # workers may be forked from here on
        folders = dict(course.submissions(request.assignment))
        misnamed = {student: path for student, path in course.misnamed(request.assignment) if student not in folders}
        run.absent = sorted((known | course.students()) - folders.keys() - misnamed.keys())
        run.errors = {name: _unknown(name, folders) for name in request.students or () if name not in folders}
        run.errors |= {
            limits.printable(student): f"expected a folder {request.assignment}, found {_described(path)}"
            for student, path in misnamed.items()
            if request.students is None or student in request.students
        }
        handed_in = [(name, folders[name]) for name in folders if request.students is None or name in request.students]
        on_start(len(handed_in))
        todo = _outdated(course, assignment, request, handed_in, run, on_result)
        penalties = AssignLatePenalties(config=course.app.config)
        for chunk in _chunks(_results(make_executor, assignment, request.seed, todo), on_result):
            good = [graded for graded in chunk if graded.error is None]
            errors = {graded.student: graded.error for graded in chunk if graded.error is not None}
            errors |= write(course, assignment, gradebook, penalties, good)
            run.errors |= errors
            run.graded |= {graded.student: graded.evidence for graded in good if graded.student not in errors}
    finally:
        gradebook.close()
    return run


def grade_folder(folder: Path, request: Request, jobs: int, on_result: Callable[[str, Graded | None], None]) -> Run:
    """Grade a class in a course folder with so many processes of this machine; see `grade_class`."""
    return grade_class(Course(folder), request, partial(make_pool, jobs), on_result=on_result)


def _outdated(
    course: Course,
    assignment: Assignment,
    request: Request,
    handed_in: Iterable[tuple[str, Path]],
    run: Run,
    on_result: Callable[[str, Graded | None], None],
) -> Iterator[Submission]:
    """Read submissions one by one, as they are asked for, and leave out those that are up to date."""
    for student, folder in handed_in:
        try:
            submission = course.read(student, folder, assignment)
            seed = request.seed if request.fixed_seed else None
            found = None if request.force else current(course, assignment, submission, seed)
        except Exception as error:  # whatever a folder can bring about: the others go on
            student, told = limits.printable(student), limits.reason(error)
            run.errors[student] = told
            on_result(student, Graded(student, error=told))
            continue
        if found:
            run.unchanged[student] = found
            on_result(student, None)
        else:
            yield submission


def _described(path: Path) -> str:
    return f"{'a folder' if path.is_dir() else 'a file'} {limits.printable(path.name)}"


def _unknown(name: str, folders: Iterable[str]) -> str:
    """What to say of a student who is asked for and has no folder."""
    near = difflib.get_close_matches(name, folders, n=3)
    return "nobody of this name handed in" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _results(
    make_executor: Callable[[], Executor], assignment: Assignment, seed: int, todo: Iterator[Submission]
) -> Iterator[Graded]:
    """Results as they are finished, from at most WINDOW submissions at a time.

    When a worker dies (the machine ran out of memory, say) its pool is lost with what was in it: those submissions are
    tried again, one at a time, in a fresh pool; the one that kills its worker again is an error.
    """
    grade = partial(grade_submission, assignment, seed)
    lost: list[Submission] = []
    first = next(todo, None)
    if first is None:
        return
    todo = chain([first], todo)
    with make_executor() as executor:
        for submission, future in _window(executor, grade, todo):
            if isinstance(future.exception(), BrokenExecutor):
                lost.append(submission)
            else:
                yield future.result()
    for submission in [*lost, *todo]:
        with make_executor() as executor:
            future = executor.submit(grade, submission)
            error = future.exception()
            yield Graded(submission.student, error=repr(error)) if error else future.result()


def _window(
    executor: Executor, grade: Callable[[Submission], Graded], todo: Iterator[Submission]
) -> Iterator[tuple[Submission, Future]]:
    """Submit work as results are taken; stop submitting once the executor is broken."""
    running: dict[Future, Submission] = {}
    broken = False
    while True:
        while not broken and len(running) < WINDOW and (submission := next(todo, None)) is not None:
            try:
                running[executor.submit(grade, submission)] = submission
            except BrokenExecutor as error:
                broken = True
                future: Future = Future()
                future.set_exception(error)
                running[future] = submission
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            broken = broken or isinstance(future.exception(), BrokenExecutor)
            yield running.pop(future), future


def _chunks(results: Iterator[Graded], on_result: Callable[[str, Graded | None], None]) -> Iterator[list[Graded]]:
    """Results in groups of CHUNK, or of what came within CHUNK_SECONDS."""
    chunk: list[Graded] = []
    started = time.monotonic()
    for graded in results:
        on_result(graded.student, graded)
        if not chunk:
            started = time.monotonic()
        chunk.append(graded)
        if len(chunk) >= CHUNK or time.monotonic() - started > CHUNK_SECONDS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
