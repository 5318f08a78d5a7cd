"""feedback/STUDENT/ASSIGNMENT/NOTEBOOK.html for a class: `nbgrader generate_feedback`, in parallel and only as needed.

Pages say what nbgrader's say through the same configuration, but are small and need no network (see exporter.py). One
notebook that cannot be converted stops no other.
"""

import argparse
import contextlib
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import OperationalError

from autograder.pages.writer import PageResult, PageWriter, Task

REFUSALS = (MissingEntry, NbGraderException, OperationalError, OSError)
FORK = multiprocessing.get_context("fork")  # a worker starts with the exporter and the handout's cells made
Worker = tuple[BaseProcess, Connection]


def run(arguments: argparse.Namespace) -> int:
    """Write a class's feedback pages and return the exit code."""
    course = (arguments.course_dir or Path.cwd()).resolve()
    try:
        failed = write_feedback(course, arguments.assignment, arguments.student, arguments.jobs, arguments.force)
    except REFUSALS as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return int(bool(failed))


def write_feedback(course: Path, assignment: str, students: Sequence[str] | None, jobs: int, force: bool) -> list[str]:
    """Write the feedback of an assignment (of all students, or of those named), with `jobs` processes.

    Returns the students whose feedback could not be written, each with its reason on stderr. Pages that are up to date
    stay as they are unless `force`. Raises FileNotFoundError when nothing is autograded, and
    what a broken nbgrader_config.py or gradebook raises.
    """
    with contextlib.chdir(course):  # as nbgrader does: a relative db_url or template path starts here
        writer = PageWriter(assignment)
        tasks = writer.tasks(students)
        if not tasks and not students:
            raise FileNotFoundError(f"no autograded notebooks of {assignment!r} in {writer.coursedir.root}")
        done = [*write_pages(writer, tasks[:1], force), *share_out(writer, tasks[1:], jobs, force)]
    absent = sorted(set(students or ()) - {task.student for task in tasks})
    done += [PageResult(student, errors=("no autograded notebook",)) for student in absent]
    return _sum_up(assignment, done)


def _sum_up(assignment: str, done: list[PageResult]) -> list[str]:
    failed = {one.student: "; ".join(one.errors) for one in done if one.errors}
    written, unchanged = sum(one.written for one in done), sum(one.unchanged for one in done)
    print(f"{assignment}: {written} pages written, {unchanged} unchanged, {len(failed)} students without feedback")
    for student, reason in failed.items():
        print(f"NO FEEDBACK: {student}: {reason}", file=sys.stderr)
    for one in done:
        for reason in one.plain:
            print(f"PLAIN PAGE (the points and no more): {one.student}: {reason}", file=sys.stderr)
    return list(failed)


def write_pages(writer: PageWriter, tasks: Sequence[Task], force: bool) -> list[PageResult]:
    """Do the tasks in this process."""
    return [writer.write(task, force) for task in tasks]


def share_out(writer: PageWriter, tasks: Sequence[Task], jobs: int, force: bool) -> Iterator[PageResult]:
    """Do the tasks in `jobs` processes. Those of a process that died are done again, each in one of its own."""
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from write_pages(writer, tasks, force)
        return
    shares = [tasks[first::jobs] for first in range(jobs)]
    for share, worker in [(share, _start(writer, share, force)) for share in shares]:
        yield from _answer(worker) or [_alone(writer, task, force) for task in share]


def _alone(writer: PageWriter, task: Task, force: bool) -> PageResult:
    done = _answer(_start(writer, [task], force))
    return done[0] if done else PageResult(task.student, errors=("the process that made the page died",))


def _start(writer: PageWriter, tasks: Sequence[Task], force: bool) -> Worker:
    """Start a process on some tasks. Its one answer, a list of PageResult, comes through the connection."""
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_work, args=(writer, tasks, force, sender))
    process.start()
    sender.close()  # the process has its own; with both closed, its death shows as the end of the answer
    return process, receiver


def _work(writer: PageWriter, tasks: Sequence[Task], force: bool, sender: Connection) -> None:
    sender.send(write_pages(writer, tasks, force))


def _answer(worker: Worker) -> list[PageResult] | None:
    """The answer of a process, or None if it died."""
    process, receiver = worker
    with receiver:
        try:
            return receiver.recv()
        except EOFError:
            return None
        finally:
            process.join()
