"""Students, due date and manual grades in nbgrader's gradebook. One transaction for a whole class."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime

from nbgrader.api import Assignment, Comment, Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import or_, select

from autograder.collect.who.roster import Person
from autograder.lms.times import for_nbgrader
from autograder.repair.files.limits import FORMULA, printable

UNFIT = "".join(FORMULA) + " "  # at the beginning: `nbgrader export` writes names into a table as they are


def known_people(gradebook: Gradebook) -> list[Person]:
    """Everybody whom the gradebook knows."""
    rows = gradebook.db.execute(select(Student.id, Student.first_name, Student.last_name, Student.email))
    return [Person(id, f"{first or ''} {last or ''}".strip(), email or "") for id, first, last, email in rows]


def graded_by_hand(gradebook: Gradebook, assignment: str) -> set[str]:
    """Students for whose submission a person has entered a score, extra credit or a comment."""
    grade = or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))
    comment = Comment.manual_comment.is_not(None)
    found = set()
    for table, entered in ((Grade, grade), (Comment, comment)):
        query = select(SubmittedAssignment.student_id).select_from(table)
        query = query.join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
        query = query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        query = query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        found |= set(gradebook.db.scalars(query.where(Assignment.name == assignment, entered)))
    return found


def save_people(gradebook: Gradebook, people: Iterable[Person], told_by_roster: Set[str]) -> None:
    """Add students and tell their names and addresses. A roster's word counts more than the gradebook's; a name that
    only an archive knows fills in what is empty."""
    session = gradebook.db
    rows = {student.id: student for student in session.scalars(select(Student))}
    for person in people:
        row = rows.get(person.id)
        if row is None:
            row = rows[person.id] = Student(id=person.id)
            session.add(row)
        first, _, last = (part.lstrip(UNFIT) for part in printable(person.name).lstrip(UNFIT).partition(" "))
        told = {"first_name": first, "last_name": last, "email": person.email, "lms_user_id": person.lms_id}
        for column, value in told.items():
            if value and (person.id in told_by_roster or not getattr(row, column)):
                setattr(row, column, value)
    session.commit()


def set_due(gradebook: Gradebook, assignment: str, due: datetime) -> None:
    """Set the due date, from which nbgrader computes who is late."""
    gradebook.update_or_create_assignment(assignment, duedate=for_nbgrader(due))
