"""What each student earned, from nbgrader's gradebook: one value a student. Reads; never writes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nbgrader.api import Assignment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Engine, create_engine, select

from autograder.grades import read_grades


@dataclass(frozen=True)
class Earned:
    """One student: who it is, and points (after late penalties, never below 0) of max_points. waits: cells that a
    person has yet to grade. lms_id: the system's number for the user, where nbgrader knows it."""

    student: str
    name: str
    email: str
    lms_id: str
    points: float
    max_points: float
    waits: int


def read_earned(db_url: str, assignment: str) -> list[Earned]:
    """Everybody who was graded. Raises LookupError when the gradebook has no such assignment."""
    engine = create_engine(db_url)
    try:
        max_points = _max_points(engine, assignment)
        people = _people(engine)
        waits = _waiting(engine, assignment)
        lost: dict[str, float] = defaultdict(float)
        points: dict[str, float] = defaultdict(float)
        for (student, _), grades in read_grades(db_url, assignment).items():
            points[student] += sum(score for score, _ in grades.scores.values())
            lost[student] += grades.late_penalty
        return [
            Earned(student, *people[student], max(0.0, points[student] - lost[student]), max_points, waits[student])
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
