"""The two sheets that can be filled in, Moodle's worksheet and Canvas's gradebook: which cell is whose grade, and how
it is written. Everything is read off the sheet that the teacher downloaded; nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.lms.columns import is_canvas, is_moodle, meanings
from autograder.lms.names import compact, mentions, normalized
from autograder.lms.sheet import Sheet
from autograder.lms.systems import CANVAS, MOODLE, PLAIN, System

LOCKED = ("nao", "no")  # Moodle: "Nota pode ser alterada", "Grade can be changed"
NOT_GRADED_THERE = {"ex": "excused", "n a": "not assigned"}  # Canvas: cells that hold no points


@dataclass(frozen=True)
class Row:
    """One participant of a sheet. number: Moodle's participant, Canvas's user. locked: why the grade must stay."""

    index: int
    number: str
    ids: tuple[str, ...]
    name: str
    max_points: float | None
    locked: str = ""


@dataclass(frozen=True)
class Form:
    """Where grades go, and whether numbers have a decimal comma."""

    system: System
    column: int
    comma: bool
    rows: tuple[Row, ...]


def read_form(sheet: Sheet, assignment: str, column: str | None, title: str = "") -> Form:
    """Recognise a sheet. column: the header of the grades, for a Canvas gradebook that does not tell it by itself.
    title: the handout's, which tells an assignment from others whose names begin alike.

    Raises ValueError when it is neither system's, or when there is no telling which column is the assignment's.
    """
    if is_moodle(sheet.header):
        return _moodle(sheet)
    if is_canvas(sheet.header):
        return _canvas(sheet, _assignment_column(sheet, assignment, column, title))
    raise ValueError(
        f"neither Moodle's grading worksheet nor Canvas's gradebook: {', '.join(sheet.header)}; "
        "of another sheet name --id-column and --grade-column"
    )


def read_other_form(sheet: Sheet, id_column: str, grade_column: str) -> Form:
    """The form of any sheet that has a column with students' ids (or e-mails) and one for the grades.

    Raises ValueError where one of them is not there.
    """
    titles = [normalized(title) for title in sheet.header]
    for column in (id_column, grade_column):
        if titles.count(normalized(column)) != 1:
            raise ValueError(f"the sheet has no column {column!r} of its own; it has: {', '.join(sheet.header)}")
    ids, grades = titles.index(normalized(id_column)), titles.index(normalized(grade_column))
    people = [(index, sheet.values(index)[ids]) for index in range(len(sheet.rows))]
    rows = tuple(Row(index, "", (id,), "", None) for index, id in people if id)
    return Form(PLAIN, grades, _has_comma((sheet.values(row.index)[grades] for row in rows), False), rows)


def _moodle(sheet: Sheet) -> Form:
    columns = meanings(sheet.header)
    rows, numbers = [], []
    for index in range(len(sheet.rows)):
        told = _told(sheet, index, columns)
        numbers += [told.get("max", ""), told["grade"]]
        locked = "locked in Moodle" if normalized(told.get("changeable", "")) in LOCKED else ""
        if told["grade"] not in ("", "-") and number_in(told["grade"]) is None:
            locked = f"the sheet has {told['grade']!r} there, which is no number"  # a scale
        digits = re.sub(r"\D", "", told["participant"])
        if digits:
            rows.append(Row(index, digits, _ids(told), told.get("name", ""), number_in(told.get("max", "")), locked))
    portuguese = normalized(sheet.header[columns["grade"]]) == "nota"
    return Form(MOODLE, columns["grade"], _has_comma(numbers, portuguese), tuple(rows))


def _canvas(sheet: Sheet, column: int) -> Form:
    columns = meanings(sheet.header)
    people, max_points, numbers = [], None, []
    for index in range(len(sheet.rows)):
        told, value = _told(sheet, index, columns), sheet.values(index)[column]
        numbers.append(value)
        if told["id"]:
            people.append((index, told, NOT_GRADED_THERE.get(normalized(value), "")))
        elif normalized(sheet.values(index)[0]) == "points possible" or number_in(value) is not None:
            max_points = number_in(value)
    rows = [Row(index, told["id"], _ids(told), _name(told), max_points, locked) for index, told, locked in people]
    return Form(CANVAS, column, _has_comma(numbers, False), tuple(rows))


def _assignment_column(sheet: Sheet, assignment: str, column: str | None, title: str) -> int:
    """The one column whose title, without Canvas's number at its end, is the assignment's, or is about it."""
    titles = {index: re.sub(r"\s*\(\d+\)$", "", title) for index, title in enumerate(sheet.header)}
    if column is not None:
        found = [index for index, title in titles.items() if column in (title, sheet.header[index])]
    else:
        numbered = [index for index, title in titles.items() if title != sheet.header[index]]
        found = [index for index in numbered if compact(titles[index]) == compact(assignment)]
        near = [index for index in numbered if mentions(titles[index], assignment)]
        found = found or [index for index in near if _says_no_more(titles[index], assignment, title)]
    if len(found) != 1:
        told = found or (near if column is None else [])
        several = ", ".join(repr(sheet.header[index]) for index in told) or "none"
        sure = "Found" if found or not told else "Perhaps another assignment's:"
        raise ValueError(f"which column holds {column or assignment}? {sure} {several}; name it with --column")
    return found[0]


def _says_no_more(text: str, assignment: str, title: str) -> bool:
    """Whether each word of a column's title is in the assignment's name, or in its handout's title."""
    words = normalized(title).split()
    return all(word in words or word in compact(assignment) for word in normalized(text).split())


def _told(sheet: Sheet, index: int, columns: Mapping[str, int]) -> dict[str, str]:
    values = sheet.values(index)
    return {meaning: values[column] for meaning, column in columns.items()}


def _ids(told: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, (told.get(meaning) for meaning in ("idnumber", "username", "email", "id"))))


def _name(told: Mapping[str, str]) -> str:
    return told.get("name") or f"{told.get('first', '')} {told.get('last', '')}".strip()


def number_in(text: str) -> float | None:
    """A number with a decimal point or comma; None if it is none."""
    found = re.fullmatch(r"\s*(\d+)(?:[.,](\d+))?\s*", text)
    return float(f"{found[1]}.{found[2] or 0}") if found else None


def _has_comma(numbers: Iterable[str], otherwise: bool) -> bool:
    """How the sheet writes its numbers; where it has none with decimals, what its language does."""
    found = [number for number in numbers if re.fullmatch(r"\d+[.,]\d+", number.strip())]
    return any("," in number for number in found) if found else otherwise
