"""Whose a file is, as a person settled it: `--assign FILE=ID`, or the lines of a small CSV (file,id)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from autograder.collect.who.participants import Participant
from autograder.collect.who.roster import Person
from autograder.lms.sheet import Sheet, read_sheet

FIRST_LINE = ("file", "arquivo")


def read_assigned(texts: Iterable[str]) -> dict[str, list[str]]:
    """Student ids by file; several for a group. Raises ValueError for what is neither FILE=ID nor a CSV file."""
    found: dict[str, list[str]] = {}
    for text in texts:
        file, equals, ids = text.rpartition("=")
        path = Path(text)
        if path.suffix.lower() == ".csv" and path.is_file():
            pairs = _lines(read_sheet(path.read_bytes()))
        elif equals and file.strip() and ids.strip():
            pairs = [(file, ids)]
        else:
            raise ValueError(
                f"--assign {text!r}: write FILE=ID (ID,ID for a group), or a CSV file with columns file,id"
            )
        for name, several in pairs:
            found.setdefault(name.strip(), []).extend(filter(None, (id.strip() for id in several.split(","))))
    return found


def _lines(sheet: Sheet) -> list[tuple[str, str]]:
    rows = [sheet.header, *(sheet.values(row) for row in range(len(sheet.rows)))]
    return [(row[0], row[1]) for row in rows if row[0].casefold() not in FIRST_LINE and row[0] and row[1]]


def settled(
    assigned: dict[str, list[str]], participants: Sequence[Participant], named: Callable[[str], Person]
) -> dict[int, list[Person]]:
    """The people of a participant, by its place. Raises ValueError where a file or an id is none, or says several."""
    found: dict[int, list[Person]] = {}
    for file, ids in assigned.items():
        places = [place for place, one in enumerate(participants) if one.is_file(file)]
        places = places or [place for place, one in enumerate(participants) if one.is_called(file)]
        if len(places) != 1:
            several = ", ".join(participants[place].path for place in places[:5])
            raise ValueError(f"--assign {file}: " + (f"which of {several}?" if places else "the archive has none such"))
        try:
            found.setdefault(places[0], []).extend(map(named, ids))
        except LookupError as error:
            raise ValueError(f"--assign {file}: {error}") from None
    return found
