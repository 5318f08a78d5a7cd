"""Several notebooks of one student: one to grade, with the answers of the others in it, of which the best count.

The cells of the others are added where they belong. The metadata say whose they are: autograder.files is a list of
(rank, file name), and a cell without it is everybody's. `autograder.course.versions` grades each file by itself.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import attrgetter

from nbformat import NotebookNode

from autograder.repair.cells import claim_of
from autograder.repair.files.same_assignment import is_kin, names_another, traits_of, traits_of_record
from autograder.repair.log import Repair, summed_up
from autograder.repair.placed import distinct, is_blank, put_together
from autograder.repair.released import ReleasedNotebook, SourceCell
from autograder.repair.repair import name_cells, repair

ALIGNED = 200  # cells of a segment that are compared one by one: the time grows with their cube
FILES = 4  # notebooks of one student that are graded


@dataclass(frozen=True)
class Mended:
    """One of the notebooks, repaired. order: its place among them, the likeliest first."""

    order: int
    name: str
    notebook: NotebookNode
    log: list[Repair]
    kin: bool
    answers: Mapping[str, str]  # sources, by the answer's name; none that is blank


def repair_all(
    record: ReleasedNotebook, name: str, notebook: NotebookNode, others: Mapping[str, NotebookNode]
) -> tuple[NotebookNode, list[Repair]]:
    """As `repair`, with what the student's other notebooks answer. name: of the likeliest file."""
    if not others:
        return repair(record, notebook)
    files = {name: notebook, **others}
    mended = [_mended(record, order, *file) for order, file in enumerate(files.items())]
    found = [one for one in mended if one.kin and one.answers] or [one for one in mended if one.kin] or mended
    main, *rest = found
    rest = sorted(_that_differ(main, rest), key=lambda one: (-len(one.answers), one.order))
    rest, left = rest[: FILES - 1], rest[FILES - 1 :]
    if not rest:
        log = [Repair("renamed", detail=main.name)] if main.order else []
        return main.notebook, summed_up([*log, *main.log])
    whole = copy.deepcopy(main.notebook)
    whole.cells = list(_merged(record, [main, *rest]))
    name_cells(whole)
    groups = {"files": [main, *rest], "left": left}
    told = [Repair(kind, detail=", ".join(one.name for one in group)) for kind, group in groups.items() if group]
    return whole, summed_up([*main.log, *told])


def _mended(record: ReleasedNotebook, order: int, file: str, notebook: NotebookNode) -> Mended:
    repaired, log = repair(record, notebook)
    slots = {claim_of(cell): cell.source for cell in repaired.cells}
    open_ = {cell.name: cell for cell in record.source_cells if not cell.locked}
    answers = {name: slots[name] for name, cell in open_.items() if name in slots and not is_blank(cell, slots[name])}
    put_back = {name for one in log if one.kind == "missing" for name in one.cells}
    answers = {name: text for name, text in answers.items() if name not in put_back}
    kin = is_kin(traits_of(notebook.cells), traits_of_record(record), names_another(file, record.name))
    return Mended(order, file, repaired, log, kin, answers)


def _that_differ(main: Mended, rest: Sequence[Mended]) -> list[Mended]:
    """Those of the others that bring something: no copies of one that is there."""
    kept = [main]
    for one in rest:
        if not any(_cells(one) == _cells(known) for known in kept):
            kept.append(one)
    return kept[1:]


def _cells(one: Mended) -> list[tuple]:
    return [_key(cell) for cell in one.notebook.cells]


def _key(cell: NotebookNode) -> tuple:
    """What makes two cells the same one."""
    versions = cell.metadata.get("autograder", {}).get("versions", {})
    return cell.cell_type, cell.source, tuple(sorted(versions.items()))


Placed = tuple[NotebookNode, list[int]]  # a cell, and the ranks of the files that have it


def _merged(record: ReleasedNotebook, files: Sequence[Mended]) -> Iterator[NotebookNode]:
    """The released cells in order, each after all that the files have before it."""
    parts = [_segments(one.notebook) for one in files]
    for source in (*record.source_cells, None):
        name = source.name if source else ""
        yield from (_owned(*placed, files) for placed in _aligned([own.get(name, []) for own, _ in parts]))
        slots = {rank: held[name] for rank, (_, held) in enumerate(parts) if name in held}
        if source is None or not slots:
            continue
        if source.locked:
            yield slots[min(slots)]
        elif source.cell_type != "code":
            yield _essay(source, slots, files)
        else:
            yield from _answers(source, slots, files)


def _segments(notebook: NotebookNode) -> tuple[dict[str, list[NotebookNode]], dict[str, NotebookNode]]:
    """A repaired notebook's own cells, by the released one that follows them, and the released ones, by name."""
    own, slots, waiting = {}, {}, []
    for cell in notebook.cells:
        name = claim_of(cell)
        if name is None:
            waiting.append(cell)
        else:
            own[name], slots[name], waiting = waiting, cell, []
    return {**own, "": waiting}, slots


def _aligned(segments: Sequence[list[NotebookNode]]) -> list[Placed]:
    """The cells of all files in an order that is each one's own; equal ones once."""
    whole: list[Placed] = [(cell, [0]) for cell in segments[0]]
    for rank, cells in enumerate(segments[1:], 1):
        known, keys = [_key(cell) for cell, _ in whole], [_key(cell) for cell in cells]
        if max(len(known), len(keys)) > ALIGNED:
            known = []
        joined: list[Placed] = []
        for what, a, b, c, d in SequenceMatcher(None, known, keys, autojunk=False).get_opcodes():
            if what == "equal":
                joined += [(cell, [*ranks, rank]) for cell, ranks in whole[a:b]]
            else:
                joined += [*whole[a:b], *((cell, [rank]) for cell in cells[c:d])]
        whole = joined if known else [*whole, *((cell, [rank]) for cell in cells)]
    return whole


def _owned(cell: NotebookNode, ranks: Sequence[int], files: Sequence[Mended]) -> NotebookNode:
    """The cell, marked with the files that have it, if not all have."""
    if len(ranks) < len(files):
        cell = copy.deepcopy(cell)
        about = cell.metadata.get("autograder", {})
        cell.metadata["autograder"] = {**about, "files": [[rank, files[rank].name] for rank in ranks]}
    return cell


def _answers(source: SourceCell, slots: Mapping[int, NotebookNode], files: Sequence[Mended]) -> Iterator[NotebookNode]:
    """The first file's answer in its place, different ones as cells of their own behind it."""
    given: dict[tuple, list[int]] = {}
    for rank, cell in slots.items():
        if source.name in files[rank].answers:
            given.setdefault(_key(cell), []).append(rank)
    if not given:
        yield slots[min(slots)]
    for place, ranks in enumerate(given.values()):
        cell = _owned(slots[ranks[0]], ranks, files)
        if place:
            cell.metadata.pop("nbgrader", None)
        yield cell


def _essay(source: SourceCell, slots: Mapping[int, NotebookNode], files: Sequence[Mended]) -> NotebookNode:
    """All that the files say, the first file's words first."""
    cells = [slots[rank] for rank in slots if source.name in files[rank].answers] or [slots[min(slots)]]
    parts = distinct(cells, attrgetter("source"))
    if len(parts) == 1:
        return parts[0]
    whole = copy.deepcopy(parts[0])
    whole.source, pictures = put_together([(cell.source, cell) for cell in parts], "\n\n---\n\n")
    if pictures:
        whole["attachments"] = pictures
    return whole
