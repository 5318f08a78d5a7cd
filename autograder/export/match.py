"""Whose row is whose. A grade in the wrong row is the worst that can happen here, so every doubt is a refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograder.course.grades import StudentTotal
from autograder.lms.grade_sheets import Form, Row
from autograder.lms.names import normalized, same_person


def match(form: Form, totals: Sequence[StudentTotal], keys: Mapping[str, Sequence[str]]) -> dict[str, Row]:
    """The row of every student. keys: student ids by participant, from `collect`'s manifest.

    First by the system's number where names do not contradict it, then by id or address, then by a name that nobody
    else has. Raises LookupError that names every student who has no row or more than one, or shares one.
    """
    found = {one.student: _rows_of(one, form, keys) for one in totals}
    found |= _by_name([one for one in totals if not found[one.student]], form, found)
    owners = Counter(row.index for rows in found.values() for row in rows)
    told = {one: _problem(found[one.student], owners) for one in totals}
    problems = [f"{one.student} ({one.name or 'no name'}): {problem}" for one, problem in told.items() if problem]
    if problems:
        raise LookupError("the sheet and the gradebook do not match:\n  " + "\n  ".join(problems))
    return {student: rows[0] for student, rows in found.items()}


def _rows_of(one: StudentTotal, form: Form, keys: Mapping[str, Sequence[str]]) -> list[Row]:
    by_number = [row for row in form.rows if one.student in keys.get(f"{form.system.name}:{row.number}", ())]
    by_number = [row for row in by_number if _may_be(one, row)]
    mine = {text.casefold() for text in (one.student, one.email, one.lms_id) if text}
    by_id = [row for row in form.rows if mine & {id.casefold() for id in row.ids}]
    return by_number or by_id


def _may_be(one: StudentTotal, row: Row) -> bool:
    """Moodle numbers participants anew in each assignment: a name that differs says that this is another's sheet."""
    return not one.name or not row.name or same_person(one.name, row.name)


def _by_name(totals: Sequence[StudentTotal], form: Form, found: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    taken = {row.index for rows in found.values() for row in rows}
    words = Counter(_key(one.name) for one in totals)
    return {
        one.student: [row for row in form.rows if row.index not in taken and _key(row.name) == _key(one.name)]
        if one.name and words[_key(one.name)] == 1
        else []
        for one in totals
    }


def _key(name: str) -> tuple[str, ...]:
    return tuple(sorted(normalized(name).split()))


def _problem(rows: Sequence[Row], owners: Mapping[int, int]) -> str:
    if not rows:
        return "in no line"
    lines = ", ".join(str(row.index + 2) for row in rows)
    if len(rows) > 1:
        return f"in lines {lines}"
    return f"not alone in line {lines}" if owners[rows[0].index] > 1 else ""
