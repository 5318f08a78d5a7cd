"""What a feedback page needs of the gradebook, for all students of an assignment at once. Reads; never writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, Select, create_engine, func, select
from sqlalchemy.engine import make_url

WHO = (SubmittedAssignment.student_id, Notebook.name)


@dataclass(frozen=True)
class NotebookGrades:
    """One submitted notebook. Scores are (score, max_score) and comments are text or None, by grade id."""

    max_score: float
    late_penalty: float
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)


def read_grades(db_url: str, assignment: str) -> dict[tuple[str, str], NotebookGrades]:
    """The grades of all submissions of an assignment, by (student, notebook): three queries for a whole class."""
    late = SubmittedNotebook.late_submission_penalty
    notebooks = select(*WHO, Notebook.max_score, late).select_from(SubmittedNotebook)
    with _reading(db_url) as gradebook:

        def rows(query: Select) -> list[Any]:
            return gradebook.execute(_of_assignment(query, assignment)).all()

        found = {(student, name): NotebookGrades(most, lost or 0) for student, name, most, lost in rows(notebooks)}
        for student, name, cell, score, most in rows(_cells(Grade, Grade.score, Grade.max_score)):
            found[student, name].scores[cell] = (score, most)
        for student, name, cell, comment in rows(_cells(Comment, Comment.comment)):
            found[student, name].comments[cell] = comment
    return found


def must_exist(db_url: str) -> None:
    """Raise FileNotFoundError where SQLite would make a gradebook, or made one that is empty."""
    url = make_url(db_url)
    path = Path(url.database or "")
    if url.get_backend_name() == "sqlite" and path.name and not (path.exists() and path.stat().st_size):
        raise FileNotFoundError(
            f"there is no gradebook in {path}: this is no course folder (go there, or use --course-dir), or no "
            "assignment was generated in it yet (nbgrader generate_assignment NAME)"
        )


@contextmanager
def _reading(db_url: str) -> Iterator[Connection]:
    must_exist(db_url)
    engine = create_engine(db_url)
    try:
        with engine.connect() as gradebook:
            yield gradebook
    finally:
        engine.dispose()


def _cells(table: type[Grade] | type[Comment], *columns: Any) -> Select:
    """Rows of `table` with the name of their cell; ordered, because a page's key is made of them."""
    query = select(*WHO, BaseCell.name, *columns).select_from(table).order_by(BaseCell.name)
    query = query.join(BaseCell, BaseCell.id == table.cell_id)
    return query.join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)


def _of_assignment(query: Select, assignment: str) -> Select:
    query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    query = query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    query = query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    return query.where(Assignment.name == assignment)


@dataclass(frozen=True)
class StudentTotal:
    """One student: who it is, and points (after late penalties, never below 0) of max_points. pending: cells that a
    person has yet to grade, of so many cells. lms_id: the system's number for the user, where nbgrader knows it."""

    student: str
    name: str
    email: str
    lms_id: str
    points: float
    max_points: float
    pending: int
    cells: int


def read_totals(db_url: str, assignment: str) -> list[StudentTotal]:
    """Everybody who was graded. Raises LookupError when the gradebook has no such assignment."""
    most = select(Notebook.max_score).join(Assignment, Assignment.id == Notebook.assignment_id)
    person = Student.first_name, Student.last_name, Student.email, Student.lms_user_id
    pending = func.count(Grade.id).filter(Grade.needs_manual_grade)
    graded = select(Student.id, *person, func.sum(Grade.score), SubmittedAssignment.late_submission_penalty)
    graded = graded.add_columns(pending, func.count(Grade.id))
    graded = graded.select_from(SubmittedNotebook).outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
    graded = _of_assignment(graded, assignment).join(Student, Student.id == SubmittedAssignment.student_id)
    with _reading(db_url) as gradebook:
        points = gradebook.scalars(most.where(Assignment.name == assignment)).all()
        if not points:
            raise LookupError(f"the gradebook has no assignment {assignment!r}")
        rows = gradebook.execute(graded.group_by(SubmittedAssignment.id).order_by(Student.id)).all()
    return [
        StudentTotal(
            student,
            f"{first or ''} {last or ''}".strip(),
            email or "",
            lms_id or "",
            max(0.0, (earned or 0.0) - lost),
            float(sum(points)),
            pending,
            cells,
        )
        for student, first, last, email, lms_id, earned, lost, pending, cells in rows
    ]
