"""What a feedback page needs of the gradebook, for all students of an assignment at once. Reads; never writes."""

from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Select, create_engine, select

WHO = (SubmittedAssignment.student_id, Notebook.name)


@dataclass(frozen=True)
class Grades:
    """One submitted notebook. Scores are (score, max_score) and comments are text or None, by grade id."""

    max_score: float
    late_penalty: float
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)


def read_grades(db_url: str, assignment: str) -> dict[tuple[str, str], Grades]:
    """The grades of all submissions of an assignment, by (student, notebook): three queries for a whole class."""
    engine = create_engine(db_url)
    late = SubmittedNotebook.late_submission_penalty
    notebooks = select(*WHO, Notebook.max_score, late).select_from(SubmittedNotebook)
    with engine.connect() as gradebook:

        def rows(query: Select) -> list[Any]:
            return gradebook.execute(_of_assignment(query, assignment)).all()

        found = {(student, name): Grades(most, lost or 0) for student, name, most, lost in rows(notebooks)}
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
