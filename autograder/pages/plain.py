"""The page of a notebook that cannot be shown: the points, what was said of them, and no more. It cannot take long."""

from collections.abc import Iterator
from html import escape

from autograder.course.grades import NotebookGrades

SHOWN = 5_000  # characters of a comment
WHY = "O notebook entregue não pôde ser mostrado nesta página (o professor foi avisado). As notas são estas:"


def plain_page(name: str, grades: NotebookGrades, key: str) -> str:
    """HTML of its own. key: as on any page."""
    total = sum(score for score, _ in grades.scores.values()) - grades.late_penalty
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="pt-BR"><head><meta charset="utf-8" /><meta name="autograder-key" content="{key}" />',
            f"<title>{escape(name)}</title></head><body>",
            f"<h1>{escape(name)}: {total:g} / {grades.max_score:g}</h1><p>{WHY}</p><ul>",
            *_lines(grades),
            "</ul></body></html>",
        ]
    )


def _lines(grades: NotebookGrades) -> Iterator[str]:
    for cell, (score, most) in grades.scores.items():
        yield f"<li>{escape(cell)}: {score:g} / {most:g}</li>"
    if grades.late_penalty:
        yield f"<li>desconto por atraso: {grades.late_penalty:g}</li>"
    for cell, comment in grades.comments.items():
        if comment:
            yield f"<li>{escape(cell)}: {escape(comment[:SHOWN])}</li>"
