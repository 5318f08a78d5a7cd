"""The commands on a whole class: set up, show progress, sum up."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy.exc import OperationalError

from autograder.batch.early import Banks
from autograder.batch.grade_class import Request, Run, grade_class
from autograder.batch.store import Graded
from autograder.course.course import Course
from autograder.course.files import alone
from autograder.course.grades import read_totals
from autograder.jail.errors import SandboxUnavailable
from autograder.jail.layers import LEVELS
from autograder.judge.workers import make_pool
from autograder.repair.log import describe
from autograder.rubric import Verdict

REFUSALS = (SandboxUnavailable, MissingEntry, NbGraderException, OperationalError, OSError)


def run(arguments: argparse.Namespace) -> int:
    """Grade a class and return the exit code."""
    asked = (arguments.assignment, arguments.seed, arguments.student, arguments.force, arguments.fixed_seed)
    try:
        course = Course(arguments.course_dir)
        with (
            alone(Path(course.coursedir.root)),
            _executors(arguments) as make_executor,
            _reporting() as (on_start, on_result),
        ):
            run = grade_class(course, Request(*asked), make_executor, on_start, on_result)
    except REFUSALS as error:
        print(f"nothing more was written: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    finally:
        if arguments.banks:
            arguments.banks.close()
    return _sum_up(course, arguments.assignment, run)


@contextmanager
def _executors(arguments: argparse.Namespace) -> Iterator[Callable[[], Executor]]:
    """How to make an executor: local processes, or the workers of a Dask cluster."""
    if arguments.scheduler is None:
        yield partial(_pool, arguments.jobs, arguments.banks)
        return
    from distributed import Client

    with Client(arguments.scheduler) as client:
        yield client.get_executor


def _pool(jobs: int, banks: Banks | None) -> Executor:
    if banks:
        banks.install()
    return make_pool(jobs)


@contextmanager
def _reporting() -> Iterator[tuple[Callable[[int], None], Callable[[str, Graded | None], None]]]:
    """A progress bar on a terminal; elsewhere one tab-separated line for each submission on standard output."""
    if not sys.stderr.isatty():
        yield (lambda total: None), _print_line
        return
    tally: Counter[str] = Counter()
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[tally]}"), console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None, rate="", tally="")
        yield partial(_set_total, progress, task), partial(_advance, progress, task, tally)


def _set_total(progress: Progress, task: TaskID, total: int) -> None:
    progress.update(task, total=total)


def _advance(progress: Progress, task: TaskID, tally: Counter[str], student: str, graded: Graded | None) -> None:
    tally.update(_verdicts(graded))
    speed = progress.tasks[task].speed or 0.0
    told = " ".join(f"{verdict} {count}" for verdict, count in tally.most_common())
    progress.update(task, advance=1, rate=f"{speed:.1f}/s", tally=told)


def _verdicts(graded: Graded | None) -> Counter[str]:
    if graded is None:
        return Counter(["unchanged"])
    if graded.error is not None:
        return Counter(["error"])
    return Counter(outcome["verdict"] for outcome in _outcomes(graded.evidence))


def _outcomes(evidence: Mapping[str, Any]) -> list[dict]:
    return [outcome for notebook in evidence["notebooks"].values() for outcome in notebook["outcomes"]]


def _print_line(student: str, graded: Graded | None) -> None:
    """status, student, verdicts."""
    status = "unchanged" if graded is None else "error" if graded.error else "graded"
    counts = " ".join(f"{verdict}={count}" for verdict, count in sorted(_verdicts(graded).items()))
    print(status, student, counts, sep="\t", flush=True)


def _sum_up(course: Course, assignment: str, run: Run) -> int:
    """Print what was done, the class's verdicts for each check, who is missing, what waits, and what to do next.

    Returns the exit code.
    """
    console = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)
    _show_verdicts(console, [*run.graded.values(), *run.unchanged.values()])
    console.print(f"{len(run.graded)} graded, {len(run.unchanged)} unchanged, {len(run.errors)} not graded")
    for student, evidence in sorted(run.graded.items()):
        for repair in (repair for notebook in evidence["notebooks"].values() for repair in notebook["repairs"]):
            console.print(f"REPAIRED {student}: {describe(repair)}")
    for student, error in sorted(run.errors.items()):
        console.print(f"NOT GRADED {student}: {error.strip().splitlines()[-1]}")
    if run.errors:
        console.print("What they handed in is untouched, and so are their earlier grades. Mend the file and run again.")
    if run.absent:
        console.print(f"{len(run.absent)} handed in nothing: {', '.join(run.absent)}")
    totals = read_totals(course.coursedir.db_url, assignment)
    waiting = sum(bool(total.pending) for total in totals if total.student not in run.absent)
    if waiting:
        console.print(f"{waiting} wait for a person: Formgrader, in JupyterLab's menu Nbgrader")
    console.print(f"Next: python -m autograder feedback {assignment}")
    return int(bool(run.errors))


def _show_verdicts(console: Console, graded: Sequence[Mapping[str, Any]]) -> None:
    """A table of the class's verdicts for each check, and behind which fences they came about. graded: evidence."""
    counts: dict[str, Counter[str]] = {}
    levels = set()
    for evidence in graded:
        levels |= {notebook["sandbox_level"] for notebook in evidence["notebooks"].values()}
        for outcome in _outcomes(evidence):
            counts.setdefault(outcome["check"], Counter())[outcome["verdict"]] += 1
    if counts:
        console.print(_table(counts), soft_wrap=False)
    for level in sorted(levels - {None}):
        console.print(f"sandbox {LEVELS[level]}")


def _table(counts: Mapping[str, Counter[str]]) -> Table:
    seen = [verdict.value for verdict in Verdict if any(found[verdict.value] for found in counts.values())]
    table = Table("check", *seen)
    for check, found in counts.items():
        table.add_row(check, *(str(found[verdict] or "") for verdict in seen))
    return table
