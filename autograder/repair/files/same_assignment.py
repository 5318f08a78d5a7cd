"""Whether a notebook is of this assignment at all: of several in one folder some may be another assignment's. Pure.

Told by nbgrader's tags where there are any (assignments share a few names), else by the handout's words, by the
functions that are asked for, or by being no more than a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.parse.prose import words
from autograder.parse.python import DEFINITION
from autograder.repair.cells import claim_of, wanted_functions
from autograder.repair.released import ReleasedNotebook, fingerprint

OWN_TEXTS = 5  # texts in a notebook that a student started, and not another teacher's handout
ESSAY = 20  # words


@dataclass(frozen=True)
class Traits:
    """What tells where a notebook comes from.

    claims: of its nbgrader tags. texts: fingerprints of its cells. defined: names of its functions and classes; asked:
    those of its answers. written: of the cells that are no code, fingerprint and number of words.
    """

    claims: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    written: tuple[tuple[str, int], ...] = ()


def traits_of(cells: Iterable[Mapping[str, Any]]) -> Traits:
    """The traits of a notebook's cells, as JSON has them. Raises what JSON of a wrong kind makes it raise."""
    claims, texts, defined, asked, written = set(), set(), set(), set(), []
    for cell in cells:
        source = cell.get("source", cell.get("input", ""))
        text = source if isinstance(source, str) else "".join(source)
        tag = cell.get("metadata", {}).get("nbgrader")
        if isinstance(tag, Mapping) and isinstance(tag.get("grade_id"), str):
            claims.add(tag["grade_id"])
            asked |= set(DEFINITION.findall(text)) if tag.get("solution") and not tag.get("locked") else set()
        if text.strip():
            texts.add(fingerprint(text))
            defined |= {*DEFINITION.findall(text)}
            written += [(fingerprint(text), words(text))] if cell.get("cell_type") != "code" else []
    return Traits(*map(frozenset, (claims, texts, defined, asked)), tuple(written))


def traits_of_record(record: ReleasedNotebook) -> Traits:
    """What an assignment's notebook was released with."""
    claims = frozenset(cell.name for cell in record.source_cells)
    return Traits(claims, record.prints, asked=frozenset(wanted_functions(record)))


def is_kin(one: Traits, released: Traits, named_otherwise: bool = False) -> bool:
    """Whether a notebook answers what was released. True where nothing is known of the release.

    named_otherwise: whether its file has another assignment's name, which decides where no tag and no text does.
    """
    if not released.texts:
        return True
    if one.claims:
        return 2 * len(one.claims & released.claims) > len(one.claims)
    if len(one.texts & released.texts) > 1:
        return True
    own = [count for text, count in one.written if text not in released.texts]
    answers = bool(one.defined & released.asked) or (not one.defined and sum(own) >= ESSAY)
    return answers and len(own) <= OWN_TEXTS and not named_otherwise


def another_assignment(
    record: ReleasedNotebook, cells: Iterable[NotebookNode], others: Mapping[str, Collection[str]]
) -> str | None:
    """The assignment of the course that a notebook's tags are of, where that is not this one. others: tags by name."""
    claims = {claim for cell in cells if (claim := claim_of(cell))}
    own = len(claims & {cell.name for cell in record.source_cells})
    if 2 * own > len(claims):
        return None
    likeliest = max(others, key=lambda name: len(claims.intersection(others[name])), default=None)
    return likeliest if likeliest and len(claims.intersection(others[likeliest])) > own else None


def names_another(file: str, assignment: str) -> bool:
    """Whether a file is called as another assignment of the same series: by another number behind the same word."""
    series = re.match(r"([^\W\d_]+)[\W_]*(\d+)", assignment)
    numbers = re.findall(rf"{series[1]}[\W_]*(\d+)", file, re.IGNORECASE) if series else []
    return bool(numbers) and int(series[2]) not in map(int, numbers)
