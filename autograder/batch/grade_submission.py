"""One submission graded: a pure function of its bytes and the assignment, in whatever process it runs."""

from __future__ import annotations

import os
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.store import Graded
from autograder.course.course import Assignment, Submission
from autograder.course.files import clashes, notebook_text
from autograder.course.preprocessors import Step, run_steps
from autograder.course.records import NotebookScores, scores_of
from autograder.course.session import Session
from autograder.jail.errors import SandboxUnavailable
from autograder.repair.files import limits
from autograder.repair.files.reading import Unreadable, read_submitted

TOLD = 5  # files that are named to a person who looks for a notebook


def grade_submission(assignment: Assignment, seed: int, submission: Submission) -> Graded:
    """Grade one submission. A fault in it or of ours is returned as an error; only a missing sandbox is raised."""
    started = time.perf_counter()
    if not submission.notebooks:
        expected = ", ".join(f"{name}.ipynb" for name in assignment.records)
        found = limits.printable(", ".join([*submission.unknown, *submission.files][:TOLD])) or "nothing"
        return Graded(submission.student, error=f"no notebook of this assignment: expected {expected}, found {found}")
    try:
        notebooks, scores, evidence = {}, {}, {}
        for name in submission.notebooks:
            notebooks[name], scores[name], evidence[name] = _grade_notebook(assignment, seed, submission, name)
    except SandboxUnavailable:
        raise
    except Unreadable as error:
        return Graded(submission.student, error=limits.printable(str(error)))
    except Exception as error:
        trace = [limits.printable(line) for line in traceback.format_exc().splitlines()[:-1]]
        return Graded(submission.student, error="\n".join([*trace, limits.reason(error)]))
    about = {
        "submission": submission.digest,
        "assignment": assignment.digest,
        "seed": seed,
        "packages": assignment.packages,
        "seconds": round(time.perf_counter() - started, 4),
        "notebooks": evidence,
    }
    return Graded(submission.student, notebooks, scores, about, files=tuple(submission.files))


def _grade_notebook(
    assignment: Assignment, seed: int, submission: Submission, name: str
) -> tuple[str, NotebookScores, dict]:
    told = {"student": submission.student, "assignment": assignment.name, "notebook": name}
    own = {name: data for name, data in submission.files.items() if not clashes(name, assignment.files)}
    told["files"] = {os.fsencode(name).decode(errors="replace"): data for name, data in own.items()} | assignment.files
    told["beside"] = sorted(told["files"].keys() - assignment.files.keys())
    resources = {"nbgrader": told, "unique_key": name, "metadata": {}}
    prepared = _prepared_for(assignment, seed)
    told["session"] = prepared.session
    times = [time.perf_counter()]
    with limits.within(limits.READING):
        told["file"], nb, told["read"], told["others"] = read_submitted(submission.notebooks[name], f"{name}.ipynb")
        times.append(time.perf_counter())
        nb = run_steps(nb, resources, prepared.sanitize)
    times.append(time.perf_counter())
    nb = run_steps(nb, resources, prepared.autograde)
    times.append(time.perf_counter())
    scores = scores_of(nb)
    text = notebook_text(nb)
    text.encode()  # what no file can hold is told here, of this submission
    times.append(time.perf_counter())
    stages = ("read", "sanitize", "run and judge", "write")
    evidence = {
        "outcomes": told.get("outcomes", []),
        "sandbox_level": nb.metadata.get("autograder", {}).get("sandbox_level"),
        "repairs": nb.metadata.get("autograder", {}).get("repairs", []),
        "seconds": {stage: round(b - a, 4) for stage, a, b in zip(stages, times, times[1:], strict=False)},
    }
    return text + "\n", scores, evidence


@dataclass(frozen=True)
class _Prepared:
    """A worker's share of a run: the assignment's preprocessors, made once, and the session."""

    sanitize: list[Step]
    autograde: list[Step]
    session: Session


_prepared: dict[tuple[Path, str, int], _Prepared] = {}  # of the run that this worker works for, and of no other


def _prepared_for(assignment: Assignment, seed: int) -> _Prepared:
    key = assignment.course, assignment.digest, seed
    if key not in _prepared:
        _prepared.clear()
        session = Session.as_configured(assignment.course, assignment.autograde, assignment.config)
        session.seed, session.records[assignment.name] = seed, assignment.records
        session.others[assignment.name] = assignment.others
        sanitize, autograde = (
            [cls(config=assignment.config) for cls in steps] for steps in (assignment.sanitize, assignment.autograde)
        )
        _prepared[key] = _Prepared(sanitize, autograde, session)
    return _prepared[key]
