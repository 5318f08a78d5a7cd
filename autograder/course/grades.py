"""What a feedback page needs of the gradebook, for all students of an assignment at once. Reads; never writes."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Engine, Select, create_engine, select

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
    engine = create_engine(db_url)
    late = SubmittedNotebook.late_submission_penalty
    notebooks = select(*WHO, Notebook.max_score, late).select_from(SubmittedNotebook)
    with engine.connect() as gradebook:

        def rows(query: Select) -> list[Any]:
            return gradebook.execute(_of_assignment(query, assignment)).all()

        found = {(student, name): NotebookGrades(most, lost or 0) for student, name, most, lost in rows(notebooks)}
        for student, name, cell, score, most in rows(_cells(Grade, Grade.score, Grade.max_score)):
            found[student, name].scores[cell] = (score, most)
        for student, name, cell, comment in rows(_cells(Comment, Comment.comment)):
            found[student, name].comments[cell] = comment
    engine.dispose()
    return found


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
    person has yet to grade. lms_id: the system's number for the user, where nbgrader knows it."""

    student: str
    name: str
    email: str
    lms_id: str
    points: float
    max_points: float
    pending: int


def read_totals(db_url: str, assignment: str) -> list[StudentTotal]:
    """Everybody who was graded. Raises LookupError when the gradebook has no such assignment."""
    engine = create_engine(db_url)
    try:
        max_points = _max_points(engine, assignment)
        people = _people(engine)
        pending = _waiting(engine, assignment)
        lost: dict[str, float] = defaultdict(float)
        points: dict[str, float] = defaultdict(float)
        for (student, _), grades in read_grades(db_url, assignment).items():
            points[student] += sum(score for score, _ in grades.scores.values())
            lost[student] += grades.late_penalty
        return [
            StudentTotal(
                student, *people[student], max(0.0, points[student] - lost[student]), max_points, pending[student]
            )
            for student in sorted(points)
        ]
    finally:
        engine.dispose()


def _max_points(engine: Engine, assignment: str) -> float:
    query = select(Notebook.max_score).join(Assignment, Assignment.id == Notebook.assignment_id)
    with engine.connect() as gradebook:
        found = [row[0] for row in gradebook.execute(query.where(Assignment.name == assignment))]
    if not found:
        raise LookupError(f"the gradebook has no assignment {assignment!r}")
    return float(sum(found))


def _people(engine: Engine) -> dict[str, tuple[str, str, str]]:
    query = select(Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    with engine.connect() as gradebook:
        rows = gradebook.execute(query).all()
    return {id: (f"{first or ''} {last or ''}".strip(), email or "", lms or "") for id, first, last, email, lms in rows}


def _waiting(engine: Engine, assignment: str) -> dict[str, int]:
    """How many cells of each student wait for a person."""
    query = select(SubmittedAssignment.student_id).select_from(Grade)
    query = query.join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
    query = query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    query = query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    found: dict[str, int] = defaultdict(int)
    with engine.connect() as gradebook:
        for (student,) in gradebook.execute(query.where(Assignment.name == assignment, Grade.needs_manual_grade)):
            found[student] += 1
    return found
