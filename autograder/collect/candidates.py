"""Which of the files that a student sent is the notebook asked for. Reads JSON as data; changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from autograder.collect.unpack import File
from autograder.lms.names import compact, mentions
from autograder.repair.files.locate import FILES
from autograder.repair.files.reading import loaded
from autograder.repair.files.same_assignment import Traits, is_kin, names_another, traits_of


@dataclass(frozen=True)
class Marks:
    """What a notebook can be recognised by: ids of its cells, their texts, and where it comes from."""

    ids: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    traits: Traits = field(default_factory=Traits)


@dataclass(frozen=True)
class Candidate:
    """A file that is, or should be, a notebook. marks: None when it cannot be read."""

    file: File
    marks: Marks | None


@dataclass(frozen=True)
class Choice:
    """The notebook taken for each name that the assignment has, the others that may answer it, and what to tell."""

    taken: Mapping[str, Candidate]
    notes: tuple[str, ...]
    others: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)


def marks_of(data: bytes) -> Marks | None:
    """The marks of a notebook of any version; None if these bytes are none."""
    try:
        text = data.decode(json.detect_encoding(data), "replace")  # other code pages: good enough to compare
        found = loaded(text)
        cells = found["cells"] if "cells" in found else found["worksheets"][0]["cells"]
        told, traits = [_about(cell) for cell in cells], traits_of(cells)
    except Exception:  # whatever JSON that is no notebook can bring about
        return None
    return Marks(frozenset().union(*(ids for ids, _ in told)), frozenset(text for _, text in told if text), traits)


def _about(cell: Mapping[str, Any]) -> tuple[set[str], str]:
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(source)
    about = cell.get("metadata", {})
    nbgrader = about.get("nbgrader")
    ids = [cell.get("id"), about.get("id"), nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None]
    return {id for id in ids if isinstance(id, str)}, text.strip()


def candidates(files: Iterable[File]) -> list[Candidate]:
    """Files that are notebooks, whatever they are called, and files that are called so, whatever they are."""
    found = []
    for file in files:
        called = PurePosixPath(file.path).suffix.lower() == ".ipynb"
        if called or file.data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            marks = marks_of(file.data)
            if called or marks is not None:
                found.append(Candidate(file, marks))
    return found


def choose(found: Sequence[Candidate], handout: Mapping[str, Marks]) -> Choice:
    """The candidate that fits each notebook of the assignment best: most of its cells, most of them answered.

    handout: the marks of the notebooks as released. One that cannot be read is taken only where there is no other.
    """
    left, taken, others, notes = list(found), {}, {}, []
    for name, released in handout.items():
        fits = [one for one in left if len(handout) == 1 or _fits(one, name, released)]
        if not fits:
            notes.append(f"no notebook {name}")
            continue
        ranked = sorted(fits, key=lambda one: _rank(one, name, released), reverse=True)
        best = taken[name] = ranked[0]
        left.remove(best)
        others[name] = _others(best, ranked[1:], name, released)
        left = [one for one in left if one not in others[name]]
        notes += _notes(best, ranked[1:], others[name], released)
    return Choice(taken, tuple(notes), others)


def _others(best: Candidate, ranked: Sequence[Candidate], name: str, released: Marks) -> list[Candidate]:
    """What else may hold answers of this assignment: the best of them count when all are graded."""
    kept = [best]
    for one in ranked:
        copy = any(one.file.data == known.file.data for known in kept)
        if not copy and _is_kin(one, name, released) and _answers(one, released):
            kept.append(one)
    return kept[1:FILES] if _is_kin(best, name, released) else []


def _is_kin(one: Candidate, name: str, released: Marks) -> bool:
    otherwise = names_another(PurePosixPath(one.file.path).name, name)
    return one.marks is not None and is_kin(one.marks.traits, released.traits, otherwise)


def _fits(one: Candidate, name: str, released: Marks) -> bool:
    return mentions(PurePosixPath(one.file.path).stem, name) or _likeness(one, released) > 0


def _likeness(one: Candidate, released: Marks) -> int:
    return len(one.marks.ids & released.ids) + len(one.marks.texts & released.texts) if one.marks else 0


def _answers(one: Candidate, released: Marks) -> int:
    """Cells with a text of the student's own."""
    return len(one.marks.texts - released.texts) if one.marks else 0


def _rank(one: Candidate, name: str, released: Marks) -> tuple:
    stem = PurePosixPath(one.file.path).stem
    like = _likeness(one, released)
    named = (compact(stem) == compact(name)) + mentions(stem, name)
    # of two that stem from the handout (half of its cells at least), the one with answers, then the one rightly named
    own, answered = _is_kin(one, name, released), _answers(one, released)
    kin = like * 2 >= len(released.ids)
    return one.marks is not None, own, kin, kin and answered > 0, named, like, answered


def _notes(best: Candidate, others: Sequence[Candidate], kept: Sequence[Candidate], released: Marks) -> Iterable[str]:
    path = best.file.path
    if best.marks is None:
        yield f"{path} cannot be read as a notebook ({len(best.file.data)} bytes)"
    elif not _likeness(best, released) and released.ids:
        yield f"{path} has nothing in common with the handout"
    elif not _answers(best, released) and released.ids:
        yield f"{path} is the handout as it was released"
    if kept:
        yield f"{path} was taken, and the best answers count of {', '.join(one.file.path for one in kept)} too"
    left = [one for one in others if one.file.data != best.file.data and one not in kept]
    if left:
        yield f"{path} was taken, not {', '.join(one.file.path for one in left)}"
