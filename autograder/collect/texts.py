"""Answers that are known by their place: essays, and code without a function."""

from collections.abc import Sequence

from nbformat.v4 import new_markdown_cell

from autograder.collect.found import Found, Match
from autograder.collect.python import parse
from autograder.records import NotebookRecord, SourceCell, fingerprint


def match_text(record: NotebookRecord, result: Match, source: SourceCell, found: Sequence[Found]) -> None:
    """Place an answer: its own cell if it was edited, else what the student wrote where it belongs."""
    stub = fingerprint(source.released)
    own = [one for one in found if one.belongs_to(source) and (one.is_code <= _is_code(source) or not one.defines)]
    answered = [one for one in own if one.source.strip() and one.print != stub]
    if answered:
        result.place(source.name, min(answered, key=lambda one: (one.claim is None, one.position)))
        return
    known = {id(one) for one in result.slots.values()} | {id(one) for all in result.versions.values() for one in all}
    foreign = [one for one in found if id(one) not in known and _is_foreign(record, source, one)]
    text = not _is_code(source)
    if record.texts and (text or not own):  # without the release nobody knows what is the student's own
        here = _between(record, result, source, foreign)
        written = here or (_added_to_statement(record, result, source) if text else [])
        if not own and text:
            written = written or sorted(foreign, key=lambda one: -len(one.source))
        if written:
            result.place(source.name, written[0], "place")
            return
    result.place(source.name, own[0] if own else None)


def _is_foreign(record: NotebookRecord, source: SourceCell, one: Found) -> bool:
    """Whether the student wrote this cell, and it is of a kind that could answer."""
    if not one.source.strip() or one.print in (*record.texts, fingerprint(source.released)):
        return False
    return (one.is_code and parse(one.source) is not None) == _is_code(source)


def _is_code(source: SourceCell) -> bool:
    return source.cell_type == "code"


def _between(record: NotebookRecord, result: Match, source: SourceCell, foreign: list[Found]) -> list[Found]:
    """The student's cells between the released ones that stand around the answer."""
    names = [known.name for known in record.source_cells]
    place = names.index(source.name)
    before = [result.slots[name].position for name in names[:place] if name in result.slots][-1:]
    start = before[0] if before else -1
    after = [result.slots[name].position for name in names[place + 1 :] if name in result.slots]
    end = min((position for position in after if position > start), default=None)
    return [one for one in foreign if start < one.position and (end is None or one.position < end)]


def _added_to_statement(record: NotebookRecord, result: Match, source: SourceCell) -> list[Found]:
    """What the student wrote into the locked text just before the answer."""
    names = [known.name for known in record.source_cells]
    before = record.source_cells[names.index(source.name) - 1] if names.index(source.name) else None
    one = result.slots.get(before.name) if before and before.locked and before.cell_type == "markdown" else None
    if one is None or one.is_code:
        return []
    asked = {line.strip() for line in before.released.splitlines()}
    added = "\n".join(line for line in one.source.splitlines() if line.strip() not in asked).strip()
    return [Found(one.position, new_markdown_cell(added), None, added, fingerprint(added))] if added else []
