"""Bytes that a student handed in -> an nbformat 4 notebook that is valid, whatever tool wrote them.

Students save through editors, browsers and converters: byte order marks, UTF-16, Windows code pages, nbformat 3, ids
that are missing or there twice, metadata of a wrong kind. What is no notebook at all raises Unreadable, never a guess.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.repair.files import limits
from autograder.repair.files.locate import FILES
from autograder.repair.log import Repair

MAKERS = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")  # an escape that may be half a character, which no file can hold
STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
NEWEST = 5  # nbformat 4.5
CELLS = 2000  # of a notebook that is read beside a likelier one
LEVELS = 6  # of headings


class Unreadable(ValueError):
    """No notebook can be made of these bytes; the message says why, in words for a teaching assistant."""


def read_notebook(data: bytes) -> tuple[NotebookNode, list[Repair]]:
    """A valid nbformat 4 notebook, and what had to be mended to read it. Raises Unreadable."""
    try:
        raw, log = _parse(data)
        notebook = None if _is_deep(raw) else _as_version_4(raw)
        if notebook is None:
            return _rebuilt(raw), [*log, Repair("format")]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"the file cannot be read as a notebook: {limits.reason(error)}") from None
    return notebook, log if raw.get("nbformat") == 4 else [*log, Repair("format")]


def read_submitted(
    files: Mapping[str, bytes], expected: str
) -> tuple[str, NotebookNode, list[Repair], dict[str, NotebookNode]]:
    """Read what was handed in, the likeliest file first: name, notebook and log of the first that is a notebook, and
    the other notebooks by their files' names, FILES in all. Raises Unreadable, with the name, if there is none.
    """
    read, unread, left = {}, {}, []
    for name, data in files.items():
        told = limits.printable(name)
        if len(read) == FILES:
            left.append(told)
            continue
        try:
            if read and data.count(b'"cell_type"') > CELLS:
                raise Unreadable("too many cells")
            read[told] = read_notebook(data)
        except Unreadable as error:
            unread[told] = error
    if not read:
        name, error = next(iter(unread.items()))
        raise Unreadable(f"{name}: {error}")
    name, (notebook, log) = next(iter(read.items()))
    log = log if name == expected else [Repair("renamed", detail=name), *log]
    log += [Repair(kind, detail=", ".join(names)) for kind, names in (("left", left), ("unread", unread)) if names]
    return name, notebook, log, {other: found for other, (found, _) in read.items() if other != name}


def _parse(data: bytes) -> tuple[dict, list[Repair]]:
    if not data.strip(b" \t\r\n\0"):
        raise Unreadable("the file is empty")
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"  # what Windows calls ANSI
        text = data.decode(encoding, "replace")
    try:
        raw = loaded(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is not a notebook: {str(error)[:200]}") from None
    if not isinstance(raw, dict) or not _lists_of_cells(raw):
        raise Unreadable("the file is not a notebook: it is JSON, but has no list of cells")
    if sum(map(len, _lists_of_cells(raw))) > limits.CELLS:
        raise Unreadable(f"the notebook has more than {limits.CELLS} cells")
    return raw, [] if encoding == "utf-8" else [Repair("encoding", detail=encoding)]


def loaded(text: str) -> Any:
    """The JSON value of a text, without half characters. Raises ValueError, and for what is nested RecursionError."""
    if _parts(text) > limits.PARTS and _parts(STRING.sub("", text)) > limits.PARTS:
        raise ValueError("it has too many parts")
    value = json.loads(text)
    return _whole_characters(value) if SURROGATE.search(text) else value


def _parts(text: str) -> int:
    return sum(map(text.count, "[{,"))


def _is_deep(value: Any) -> bool:
    """Whether there is more in one another than those take that go through a notebook by recursion."""
    level = [value]
    for _ in range(limits.LEVELS):
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [item for items in inner for item in items]
    return bool(level)


def _lists_of_cells(raw: dict) -> list[list]:
    """Those of the notebook or, in nbformat 3, of its worksheets."""
    sheets = raw["worksheets"] if isinstance(raw.get("worksheets"), list) else []
    found = [sheet.get("cells") for sheet in [raw, *sheets] if isinstance(sheet, dict)]
    return [cells for cells in found if isinstance(cells, list)]


def _whole_characters(value: Any) -> Any:
    """The same JSON value with half characters made whole or replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return [_whole_characters(item) for item in value] if isinstance(value, list) else value


def _as_version_4(raw: dict) -> NotebookNode | None:
    """nbformat's own reading; None for what is not valid."""
    try:
        major, minor = nbformat.reader.get_version(raw)
        notebook = nbformat.convert(nbformat.versions[major].to_notebook_json(raw, minor=minor), 4)
        _name_cells(notebook)
        _drop_widgets_without_state(notebook)
        nbformat.validate(notebook)
    except Exception:  # nbformat has many
        return None
    return notebook


def _name_cells(notebook: NotebookNode) -> None:
    """Give an id to cells that have none of their own: the same one whenever the file is read."""
    if notebook.nbformat_minor < NEWEST:
        return
    known = set()
    for position, cell in enumerate(notebook.cells):
        if cell.get("id", "") in known | {""}:
            cell["id"] = f"cell-{position}"
        known.add(cell["id"])


def _drop_widgets_without_state(notebook: NotebookNode) -> None:
    """Colab writes widgets in a form of its own, with which nbconvert, and so formgrader, makes no page."""
    widgets = notebook.metadata.get("widgets")
    if widgets is not None and not (
        isinstance(widgets, dict) and all(isinstance(one, dict) and "state" in one for one in widgets.values())
    ):
        del notebook.metadata["widgets"]


def _rebuilt(raw: dict) -> NotebookNode:
    """A notebook made anew of the cells' types, sources and nbgrader metadata, all that grading needs."""
    lists = _lists_of_cells(raw)
    found = lists[0] if isinstance(raw.get("cells"), list) else [cell for cells in lists for cell in cells]
    cells = [_rebuilt_cell(cell, position) for position, cell in enumerate(found) if isinstance(cell, dict)]
    return new_notebook(cells=cells)


def _rebuilt_cell(cell: dict, position: int) -> NotebookNode:
    source = _text(cell.get("source", cell.get("input")))
    if cell.get("cell_type") == "heading":  # of nbformat 3
        level = cell.get("level")
        source = "#" * (level if level in range(1, LEVELS + 1) else 1) + " " + source
    kind = {"heading": "markdown"}.get(str(cell.get("cell_type")), str(cell.get("cell_type")))
    about = cell.get("metadata")
    known = about.get("nbgrader") if isinstance(about, dict) else None
    flat = known.items() if isinstance(known, dict) else ()
    known = {key: item for key, item in flat if not isinstance(item, dict | list)}
    metadata = {"nbgrader": known} if known else {}
    return MAKERS.get(kind, new_raw_cell)(source, id=f"cell-{position}", metadata=metadata)


def _text(value: Any) -> str:
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))
