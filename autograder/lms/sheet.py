"""A CSV sheet of which every byte stays what it was, but for the cells that are filled in.

Python's csv module gives the values and loses how they were written: which were quoted, how lines end, the byte order
mark. Here a cell is a place in the text, so that filling it in changes that place and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

DELIMITERS = ",;\t"
MARK = "\ufeff"  # byte order mark


@dataclass(frozen=True)
class Cell:
    """Where a cell stands in the text, and its value."""

    start: int
    end: int
    value: str
    quoted: bool


@dataclass(frozen=True)
class Sheet:
    """A sheet: header and rows of cells. `text` holds everything, the byte order mark included."""

    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def values(self, row: int) -> tuple[str, ...]:
        """The values of a row, as many as the header has."""
        found = [cell.value.strip() for cell in self.rows[row]]
        return tuple([*found, *[""] * len(self.header)][: len(self.header)])

    def filled(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """The sheet's bytes with other values at (row, column). Raises ValueError for a cell that is not there."""
        parts, position = [], 0
        for row, column in sorted(changes):
            if column >= len(self.rows[row]):
                raise ValueError(f"row {row + 1} of the sheet has no column {column + 1}")
            cell = self.rows[row][column]
            parts += [self.text[position : cell.start], self._written(changes[row, column], cell.quoted)]
            position = cell.end
        return "".join([*parts, self.text[position:]]).encode(self.encoding)

    def _written(self, value: str, quoted: bool) -> str:
        quoted = quoted or any(character in value for character in f'{self.delimiter}"\r\n')
        return '"' + value.replace('"', '""') + '"' if quoted else value


def read_sheet(data: bytes) -> Sheet:
    """Parse a sheet. UTF-8 (with or without byte order mark) or Latin-1; commas, semicolons or tabs.

    Raises ValueError for what is no such sheet.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
        raise ValueError("this is no CSV file in UTF-8 (an Excel workbook, or UTF-16?): download the sheet as CSV")
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = _rows(text, delimiter)
    if not rows or len(rows[0]) < 2:
        raise ValueError("the first line names fewer than two columns: is this the sheet?")
    header = tuple(cell.value.strip() for cell in rows[0])
    return Sheet(text, encoding, delimiter, header, tuple(row for row in rows[1:] if any(cell.value for cell in row)))


def _rows(text: str, delimiter: str) -> list[tuple[Cell, ...]]:
    pattern = re.compile(rf'"((?:[^"]|"")*)"|([^{delimiter}\r\n]*)')
    position = len(MARK) if text.startswith(MARK) else 0
    rows, row = [], []
    while position <= len(text):
        found = pattern.match(text, position)
        quoted = found[1] is not None
        row.append(Cell(found.start(), found.end(), found[1].replace('""', '"') if quoted else found[2], quoted))
        position = found.end()
        if text[position : position + 1] == delimiter:
            position += 1
            continue
        end = re.compile(r"\r\n|\r|\n|$").match(text, position)
        if end is None:
            raise ValueError(f"line {len(rows) + 1}: text after a closing quote")
        rows.append(tuple(row))
        row = []
        position = end.end()
        if position == len(text):
            break
    return rows
