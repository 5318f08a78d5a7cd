"""The one writer of nbgrader's gradebook: many results in one transaction, rows as stock nbgrader would leave them.

Manual scores, manual comments and extra credit are never touched, and what a person graded stays graded while its text
is the same; a submission or a cell that has no row gets one.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Insert, Update, event, insert, select, update
from sqlalchemy.orm import Session

from autograder.course.grades import must_exist
from autograder.course.records import NotebookScores
from autograder.repair.released import ReleasedNotebook

BUSY_SECONDS = 60  # how long to wait for another writer, such as a formgrader page, before giving up


@dataclass(frozen=True)
class SubmissionScores:
    """What one submission earned: by notebook, or None for a notebook that was not handed in.

    unchanged: the cells, by notebook, whose text is the one that a person may have graded already.
    """

    student: str
    timestamp: datetime.datetime | None  # UTC, without time zone, as nbgrader keeps it
    notebooks: Mapping[str, NotebookScores | None]
    unchanged: Mapping[str, Collection[str]] = field(default_factory=dict)


# the id of a submitted notebook, its release, what it earned, and the cells that a person has read as they are
Told = tuple[str, ReleasedNotebook, NotebookScores | None, Collection[str]]


def open_gradebook(db_url: str, course_id: str, create: bool = True) -> Gradebook:
    """nbgrader's gradebook; with SQLite, one that waits for other writers. Raises FileNotFoundError unless `create`."""
    if not create:
        must_exist(db_url)
    gradebook = Gradebook(db_url, course_id)
    if gradebook.engine.dialect.name == "sqlite":
        _wait_when_busy(gradebook)
    return gradebook


def _wait_when_busy(gradebook: Gradebook) -> None:
    def set_timeout(connection, record):
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    event.listen(gradebook.engine, "connect", set_timeout)
    gradebook.db.remove()
    gradebook.engine.dispose()  # so that the next connection is a new one


def extensions_of(gradebook: Gradebook, assignment: str) -> dict[str, str]:
    """Extensions of the due date, by student."""
    query = select(SubmittedAssignment.student_id, SubmittedAssignment.extension).join(SubmittedAssignment.assignment)
    query = query.where(Assignment.name == assignment, SubmittedAssignment.extension.is_not(None))
    return {student: str(extension) for student, extension in gradebook.db.execute(query)}


def save(
    gradebook: Gradebook,
    assignment: str,
    records: Mapping[str, ReleasedNotebook],
    results: Iterable[SubmissionScores],
    penalties: AssignLatePenalties,
) -> None:
    """Write the results in one transaction: all of them or, if anything is raised, none."""
    results = list(results)
    session = gradebook.db()
    try:
        assignment_id = gradebook.find_assignment(assignment).id
        submissions = _submissions(session, assignment_id, results)
        notebooks = _notebooks(session, submissions, records)
        told = [
            (notebooks[submissions[one.student], name], record, one.notebooks[name], one.unchanged.get(name, ()))
            for one in results
            for name, record in records.items()
        ]
        _grades(session, told)
        _comments(session, told)
        session.flush()
        session.expire_all()
        _late_penalties(session, penalties, list(submissions.values()))
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _submissions(session: Session, assignment_id: str, results: list[SubmissionScores]) -> dict[str, str]:
    """Rows of students and their submissions. Return submission ids by student."""
    names = [result.student for result in results]
    known = set(session.scalars(select(Student.id).where(Student.id.in_(names))))
    _write(session, insert(Student), [{"id": name} for name in names if name not in known])
    query = select(SubmittedAssignment.student_id, SubmittedAssignment.id)
    query = query.where(SubmittedAssignment.assignment_id == assignment_id, SubmittedAssignment.student_id.in_(names))
    ids = {student: id for student, id in session.execute(query)}
    new = [result for result in results if result.student not in ids]
    rows = [{"id": new_uuid(), "assignment_id": assignment_id, "student_id": result.student} for result in new]
    _write(session, insert(SubmittedAssignment), rows)
    ids |= {row["student_id"]: row["id"] for row in rows}
    stamped = [{"id": ids[r.student], "timestamp": r.timestamp} for r in results if r.timestamp is not None]
    _write(session, update(SubmittedAssignment), stamped)
    return {name: ids[name] for name in names}


def _notebooks(
    session: Session, submissions: Mapping[str, str], records: Mapping[str, ReleasedNotebook]
) -> dict[tuple[str, str], str]:
    """Rows of submitted notebooks. Return their ids by (submission id, notebook name)."""
    query = select(SubmittedNotebook.assignment_id, SubmittedNotebook.notebook_id, SubmittedNotebook.id)
    query = query.where(SubmittedNotebook.assignment_id.in_(submissions.values()))
    names = {record.id: record.name for record in records.values()}
    found = session.execute(query)
    ids = {(submission, names[notebook]): id for submission, notebook, id in found if notebook in names}
    rows = [
        {"id": new_uuid(), "assignment_id": submission, "notebook_id": record.id}
        for submission in submissions.values()
        for record in records.values()
        if (submission, record.name) not in ids
    ]
    _write(session, insert(SubmittedNotebook), rows)
    return ids | {(row["assignment_id"], names[row["notebook_id"]]): row["id"] for row in rows}


def _grades(session: Session, told: Sequence[Told]) -> None:
    """Rows of grades: the automatic score, and whether a person must look."""
    have = _existing(session, told, Grade, Grade.manual_score, Grade.needs_manual_grade)
    new, changed = [], []
    for notebook_id, record, notebook, unchanged in told:
        for cell in record.grade_cells + record.task_cells:
            id, manual, waiting = have.get((notebook_id, cell.id), (None, None, True))
            score = notebook.scores.get(cell.name) if notebook else 0.0  # what was not handed in scores 0, tasks too
            row = {"auto_score": score, "needs_manual_grade": bool(notebook) and (score is None or manual is not None)}
            if score is None and manual is not None and not waiting and cell.name in unchanged:
                blank = notebook.comments.get(cell.name) is not None  # the answer may stand in a file instead
                row["needs_manual_grade"] = blank  # else whoever graded this cell would read the same again
            if id is None:
                new.append({"id": new_uuid(), "notebook_id": notebook_id, "cell_id": cell.id, **row})
            elif notebook is None or cell.name in notebook.scores:
                changed.append({"id": id, **row})
    _write(session, insert(Grade), new)
    _write(session, update(Grade), changed)


def _comments(session: Session, told: Sequence[Told]) -> None:
    """Rows of comments: nbgrader's automatic one for an answer that was left as it was released."""
    have = _existing(session, told, Comment)
    new, changed = [], []
    for notebook_id, record, notebook, _ in told:
        comments = notebook.comments if notebook else {}
        for name, cell_id in [*record.solution_ids, *((cell.name, cell.id) for cell in record.task_cells)]:
            (id,) = have.get((notebook_id, cell_id), (None,))
            if id is None:
                row = {"id": new_uuid(), "notebook_id": notebook_id, "cell_id": cell_id}
                new.append(row | {"auto_comment": comments.get(name)})
            elif name in comments:
                changed.append({"id": id, "auto_comment": comments[name]})
    _write(session, insert(Comment), new)
    _write(session, update(Comment), changed)


def _existing(session: Session, told: Sequence[Told], table, *columns) -> dict[tuple[str, str], tuple]:
    """Rows that these notebooks have: (notebook id, cell id) -> id and other columns."""
    query = select(table.notebook_id, table.cell_id, table.id, *columns)
    query = query.where(table.notebook_id.in_([notebook_id for notebook_id, *_ in told]))
    return {(notebook, cell): tuple(more) for notebook, cell, *more in session.execute(query)}


def _late_penalties(session: Session, penalties: AssignLatePenalties, submission_ids: list[str]) -> None:
    """nbgrader's late policy, for the submissions that are late; none for the others."""
    penalties.init_plugin()
    ours = SubmittedNotebook.assignment_id.in_(submission_ids)
    session.execute(update(SubmittedNotebook).where(ours).values(late_submission_penalty=None))
    query = select(SubmittedAssignment).join(SubmittedAssignment.assignment)
    perhaps = (SubmittedAssignment.timestamp > Assignment.duedate) | SubmittedAssignment.extension.is_not(None)
    query = query.where(SubmittedAssignment.id.in_(submission_ids), perhaps)
    for submission in session.scalars(query):
        for notebook in submission.notebooks if submission.total_seconds_late > 0 else ():
            penalty = penalties.plugin_inst.late_submission_penalty(
                submission.student_id, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = penalties._check_late_penalty(notebook, penalty)


def _write(session: Session, statement: Insert | Update, rows: list[dict]) -> None:
    if rows:
        session.execute(statement, rows)
