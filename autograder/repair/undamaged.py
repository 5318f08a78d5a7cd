"""Whether a submission needs no repair: a quick look, which may only err on the side of looking closer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from nbformat import NotebookNode

from autograder.parse.prose import is_label, prose
from autograder.parse.python import asynchronous, bound
from autograder.parse.stubs import stands_aside, stubs
from autograder.repair.cells import claim_of, wanted_functions
from autograder.repair.placed import IN_ANSWER, is_blank
from autograder.repair.released import ReleasedNotebook, SourceCell, fingerprint

MEANING = ("schema_version", "locked", "grade", "task", "solution", "points")  # the rest nbgrader writes anew


def is_undamaged(record: ReleasedNotebook, notebook: NotebookNode) -> bool:
    """Whether there is nothing to look for: every released cell is there as it was, every answer in its own cell."""
    cells = notebook.cells
    tagged = [cell for cell in cells if "nbgrader" in cell.metadata]
    if [claim_of(cell) for cell in tagged] != [source.name for source in record.source_cells]:
        return False
    if "autograder" in notebook.metadata or any("autograder" in cell.metadata for cell in cells):
        return False
    pairs = list(zip(record.source_cells, tagged, strict=True))
    wanted = wanted_functions(record)
    if not all(_is_own(record, source, cell, wanted) for source, cell in pairs):
        return False
    others = [cell for cell in cells if "nbgrader" not in cell.metadata and cell.source]
    if any(_is_unanswered(source, cell, wanted) for source, cell in pairs):  # or the answer stands elsewhere
        known = all(fingerprint(cell.source) in record.texts for cell in others)
        return known and not any(_hides_text(source, cell) for source, cell in pairs)
    return not any(_is_suspect(cell, wanted) for cell in others) and not _goes_on(record, cells)


def _is_unanswered(source: SourceCell, cell: NotebookNode, wanted: Iterable[str]) -> bool:
    if source.locked or source.cell_type == "code":
        return not source.locked and (cell.source == source.released or not stubs(cell.source).isdisjoint(wanted))
    return is_label(cell.source) or is_blank(source, cell.source)


def _hides_text(source: SourceCell, cell: NotebookNode) -> bool:
    """Whether an answer in code may hold an essay too."""
    return not source.locked and source.cell_type == "code" and bool(prose(cell.source, IN_ANSWER))


def _goes_on(record: ReleasedNotebook, cells: Sequence[NotebookNode]) -> bool:
    """Whether a student's own cell stands right behind an essay."""
    essays = {source.name for source in record.source_cells if source.cell_type != "code" and not source.locked}
    behind = [
        cell for before, cell in pairwise(cells) if claim_of(before) in essays and "nbgrader" not in cell.metadata
    ]
    return any(not cell.source or fingerprint(cell.source) not in record.texts for cell in behind)


def _is_suspect(cell: NotebookNode, wanted: Iterable[str]) -> bool:
    """Whether a student's own cell may hold an answer, or the rest of one."""
    return cell.cell_type == "code" and (cell.source[0] in " \t" or _may_define(cell.source, wanted))


def _may_define(source: str, names: Iterable[str]) -> bool:
    """A quick look, which sees more definitions than there are: the slow one decides."""
    name = "|".join(names)
    definition = rf"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(?:{name})\b|(?:{name})[ \t]*(?::[^=\n]*)?=[^=])"
    return bool(name and re.search(definition, source, re.MULTILINE))


def _is_own(record: ReleasedNotebook, source: SourceCell, cell: NotebookNode, wanted: Mapping[str, str]) -> bool:
    """Whether a tagged cell is what its tag says."""
    if cell.cell_type != source.cell_type or not same_metadata(record, source.name, cell):
        return False
    if source.locked or cell.source == source.released:
        return cell.source == source.released
    own = [name for name, answer in wanted.items() if answer == source.name]
    other = [name for name in wanted if name not in own]
    defined = {*own} <= bound(cell.source) and not _may_define(cell.source, other)
    return defined and not asynchronous(cell.source, own) and not stands_aside(cell.source, own)


def same_metadata(record: ReleasedNotebook, name: str, cell: NotebookNode) -> bool:
    """Whether nbgrader's metadata mean what was released. 1 and 1.0 are the same points, and stay as they are."""
    known, found = record.all_metadata[name], cell.metadata.get("nbgrader")
    if not isinstance(found, dict) or found.get("grade_id") != name:
        return False
    said = [key for key in MEANING if key != "locked" or not known["grade"]]  # nbgrader does not ask a grade cell
    return all(found.get(key, False) == known.get(key, False) for key in said)
