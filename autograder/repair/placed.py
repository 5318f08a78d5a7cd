"""Answers that are known by their place: essays, and code without a function.

An essay is looked for wherever students write one: in its own cell and the cells that go on from there, around it, in
code, in the locked question, and, where its cell was left blank, anywhere. Then it is a guess, which a person reads.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.parse.prose import is_label, is_only_prose, prose, without_forms, words
from autograder.parse.python import functions, parse
from autograder.repair.cells import CellMatch, SubmittedCell
from autograder.repair.released import SourceCell, fingerprint

NOTES = re.compile(r"\W*(?:rascunho|anota[cç]|notas?\b|scratch|d[uú]vidas?\b)", re.IGNORECASE)  # no part of an answer
NEAR, FAR, IN_ANSWER = 4, 8, 12  # words that a text must have: in code around the essay's place, elsewhere, in answers
SHOWN = "```python\n{}\n```"  # code that is shown in a text
LONGEST, MOST = 50_000, 200  # characters and texts that are brought together
Part = TypeVar("Part")


def match_text(result: CellMatch, source: SourceCell) -> None:
    """Place an answer: its own cell if it was edited, else what the student wrote where it belongs."""
    if source.cell_type != "code":
        _match_essay(result, source)
        return
    own = [one for one in result.found if one.source.strip() and one.belongs_to(source)]
    answered = [one for one in own if one.print != fingerprint(source.released)]
    if answered:
        result.place(source.name, min(answered, key=_first))
        return
    code = [one for one in _foreign(result, source) if one.is_code and parse(one.source) is not None]
    here = between(result, source, code) if result.record.texts and not own else []
    result.place(source.name, here[0] if here else own[0] if own else None, "place" if here else "")


def _first(one: SubmittedCell) -> tuple:
    return one.claim is None, one.position


def _match_essay(result: CellMatch, source: SourceCell) -> None:
    record, found, foreign = result.record, result.found, _foreign(result, source)
    own = [one for one in found if one.source.strip() and one.belongs_to(source) and one.print not in record.texts]
    own = [one for one in own if not (one.is_code and one.answers)]
    answered = sorted((one for one in own if not is_blank(source, one.text)), key=_first)
    parts = distinct([*answered, *_following(foreign, found, answered)][:MOST])
    how = "together" if len(parts) > 1 else ""
    if record.texts and all(_announces(one) for one in parts):  # else nobody knows what is the student's own
        around = _around(result, source, foreign)[:MOST]
        near = [*_added_to_statement(result, source), *around]
        near = [one for one in near if _says(one, NEAR) and one not in parts]
        far = _elsewhere(result, source) if all(_announces(one) for one in near) else []
        if not far and all(_announces(one) for one in near):
            far = [_text(one.position, SHOWN.format(one.text)) for one in around if _defines(one)]
        how = "guess" if far else ("together" if len([*parts, *near]) > 1 else "place" if near else how)
        parts = distinct([*parts, *near, *far][:MOST])
    if not parts:
        result.place(source.name, own[0] if own else None)
        return
    as_it_is = len(parts) == 1 and parts[0] in own and parts[0].source == parts[0].cell.source and not parts[0].is_code
    one = parts[0] if as_it_is else _joined(parts, own)
    result.place(source.name, one, how)
    result.told |= {part.print for part in parts}
    if how != "guess":
        gone = [part for part in parts if not part.is_code or is_only_prose(part.text)]
        result.moved |= {id(part): one for part in gone if part is not one and found[part.position] is part}


def _foreign(result: CellMatch, source: SourceCell) -> list[SubmittedCell]:
    """Cells that the student wrote, and that hold no answer yet."""
    known = {id(one) for one in result.slots.values()} | {id(one) for all in result.versions.values() for one in all}
    other = [one for one in result.found if id(one) not in known and one.print not in result.record.prints]
    return [one for one in other if one.source.strip() and not is_blank(source, one.text)]


def is_blank(source: SourceCell, text: str) -> bool:
    """Whether a text says nothing, or no more than the stub does, whatever became of its stars and capitals."""
    return not text.strip() or re.findall(r"\w+", text.casefold()) == re.findall(r"\w+", source.released.casefold())


def _announces(one: SubmittedCell) -> bool:
    """Whether a cell only says that a text follows."""
    return not one.is_code and is_label(one.text)


def _says(one: SubmittedCell, least: int) -> str:
    """A cell's words; of code, all its texts if they have so many together: an essay may be a list of short items."""
    said = prose(one.text, 1, FAR) if one.is_code else one.text.strip()
    return said if words(without_forms(said)) >= (least if one.is_code else 1) else ""


def _defines(one: SubmittedCell) -> bool:
    """Whether a cell holds functions or classes: code may be all that a student answers in the place of a text."""
    return one.is_code and bool(functions(one.text))


def _following(
    foreign: Sequence[SubmittedCell], found: Sequence[SubmittedCell], answered: Sequence[SubmittedCell]
) -> Iterable[SubmittedCell]:
    """Texts in the cells right behind an answer, which go on from there."""
    own = {id(one) for one in foreign}
    for one in found[answered[0].position + 1 :] if answered else ():
        if one in answered or not one.source.strip():
            continue
        goes_on = id(one) in own and (is_only_prose(one.text) if one.is_code else not NOTES.match(one.text))
        if not goes_on:
            return
        yield one


def between(result: CellMatch, source: SourceCell, foreign: Sequence[SubmittedCell]) -> list[SubmittedCell]:
    """The student's cells between the released ones that stand around the answer."""
    start, later = _start(result, source), result.record.source_cells[_number(result, source) + 1 :]
    after = [position for position in _positions(result, later) if position > start]
    return [one for one in foreign if start < one.position < min(after, default=len(result.found))]


def _start(result: CellMatch, source: SourceCell) -> int:
    """Where the released cell before an answer stands; -1 where there is none."""
    return [-1, *_positions(result, result.record.source_cells[: _number(result, source)])][-1]


def _number(result: CellMatch, source: SourceCell) -> int:
    return result.record.source_cells.index(source)


def _positions(result: CellMatch, sources: Iterable[SourceCell]) -> list[int]:
    """Where released cells stand in the submission, of those that were found."""
    return [result.slots[source.name].position for source in sources if source.name in result.slots]


def _around(result: CellMatch, source: SourceCell, foreign: Sequence[SubmittedCell]) -> list[SubmittedCell]:
    """The student's cells around an essay's place, up to the handout's next words."""
    start = _start(result, source)
    handout = (one.position for one in result.found if one.print in result.record.texts and one.position > start)
    end = min(handout, default=len(result.found))
    return [one for one in between(result, source, foreign) if one.position < end]


def _elsewhere(result: CellMatch, source: SourceCell) -> list[SubmittedCell]:
    """What could be the essay in any cell but the handout's: long enough texts, of edited cells what was added."""
    known, texts = _known_lines(result.record.source_cells), []
    for one in result.found:
        if one.print in result.record.prints or is_blank(source, one.text):
            continue
        least = IN_ANSWER if one.is_code and one.answers else FAR
        said = prose(one.text, least) if one.is_code else one.text
        own = without_forms("\n".join(line for line in said.splitlines() if line.strip() not in known))
        if words(own) >= least:
            texts.append(_text(one.position, own))
    return texts


@lru_cache(16)
def _known_lines(sources: tuple[SourceCell, ...]) -> set[str]:
    """What the handout's own cells say."""
    said = [text for cell in sources for text in (cell.released, prose(cell.released, 1))]
    return {line.strip() for text in said for line in text.splitlines()}


def _added_to_statement(result: CellMatch, source: SourceCell) -> list[SubmittedCell]:
    """What the student wrote into the locked text just before the answer."""
    number = _number(result, source)
    before = result.record.source_cells[number - 1] if number else None
    one = result.slots.get(before.name) if before and before.locked and before.cell_type == "markdown" else None
    if one is None or one.is_code:
        return []
    added = before.added_in(one.source)
    return [] if is_blank(source, added) else [_text(one.position, added)]


def _text(position: int, text: str) -> SubmittedCell:
    return SubmittedCell(position, new_markdown_cell(text), None, text, fingerprint(text))


def distinct(parts: Sequence[Part], text_of: Callable[[Part], str] = attrgetter("text")) -> list[Part]:
    """Without texts that came before, or are part of a longer one, as copies are."""
    texts = [" ".join(text_of(one).split()) for one in parts]
    longer = [any(text in other and text != other for other in texts) for text in texts]
    return [one for place, one in enumerate(parts) if texts[place] not in texts[:place] and not longer[place]]


def put_together(parts: Iterable[tuple[str, NotebookNode]], between: str = "\n\n") -> tuple[str, dict]:
    """One text of several, each with the cell that it stands in, and the pictures attached to these cells."""
    texts, pictures = [], {}
    for number, (text, cell) in enumerate(parts):
        for name, data in cell.get("attachments", {}).items():
            new = name if pictures.get(name, data) == data else f"{number}-{name}"  # Jupyter calls them all image.png
            text, pictures[new] = text.replace(f"attachment:{name}", f"attachment:{new}"), data
        texts.append(text)
    return between.join(texts)[:LONGEST], pictures


def _joined(parts: Sequence[SubmittedCell], own: Sequence[SubmittedCell]) -> SubmittedCell:
    """One cell with all the texts, and their pictures, in the place of the essay's own."""
    text, pictures = put_together((_says(one, NEAR) or _says(one, 1) or one.text, one.cell) for one in parts)
    tag = {"nbgrader": own[0].cell.metadata["nbgrader"]} if own and own[0].claim else {}
    cell = new_markdown_cell(text, metadata=tag, **({"attachments": pictures} if pictures else {}))
    first = own[0] if own else parts[0]
    return SubmittedCell(first.position, cell, first.claim, text, fingerprint(text))
