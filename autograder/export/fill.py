"""Grades into cells: which are written, how, and which are left alone and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from autograder.course.grades import StudentTotal
from autograder.lms.grade_sheets import Form, Row, number_in
from autograder.lms.sheet import Sheet

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Filled:
    """changes: new cells by (row, column). written: students whose grade is in the sheet now, changed or as it was.
    left: reason by student. scales: (points of the gradebook, of the sheet) where these differ. replaced: by student, a
    grade that was another one."""

    changes: Mapping[tuple[int, int], str]
    written: tuple[str, ...]
    left: Mapping[str, str]
    scales: frozenset[tuple[float, float]]
    replaced: Mapping[str, str]


def fill(
    sheet: Sheet,
    form: Form,
    totals: Sequence[StudentTotal],
    rows: Mapping[str, Row],
    outdated: Mapping[str, str],
    partial: bool,
) -> Filled:
    """outdated: students whose grade is not that of what they handed in, and why. partial: grades that a person has yet
    to complete are written all the same."""
    changes, written, left, scales, replaced = {}, [], dict(outdated), set(), {}
    for one in totals:
        row = rows[one.student]
        value = points_in(one, row)
        waiting = "" if partial else _waiting(one)
        reason = outdated.get(one.student) or row.locked or waiting or _too_much(form, row, value)
        if reason:
            left[one.student] = reason
            continue
        written.append(one.student)
        if row.max_points not in (None, one.max_points):
            scales.add((one.max_points, row.max_points))
        old = number_in(sheet.values(row.index)[form.column])
        if old is None or Decimal(str(old)) != value:
            changes[row.index, form.column] = str(value).replace(".", ",") if form.comma else str(value)
            if old is not None:
                replaced[one.student] = (
                    f"{sheet.values(row.index)[form.column]} is {changes[row.index, form.column]} now"
                )
    return Filled(changes, tuple(written), left, frozenset(scales), replaced)


def _waiting(one: StudentTotal) -> str:
    return (
        f"{one.pending} cells wait for a person (Formgrader in JupyterLab); --partial writes it" if one.pending else ""
    )


def _too_much(form: Form, row: Row, value: Decimal) -> str:
    above = form.system.capped and row.max_points is not None and value > Decimal(str(row.max_points))
    return f"{value} is more than the sheet's maximum, {row.max_points:g}" if above else ""


def points_in(one: StudentTotal, row: Row) -> Decimal:
    """The points on the sheet's scale, to the cent; a half is rounded up, in the student's favour."""
    points = Decimal(str(one.points))
    if row.max_points is not None and one.max_points:
        points = points * Decimal(str(row.max_points)) / Decimal(str(one.max_points))
    return points.quantize(CENT, ROUND_HALF_UP)
