"""The released notebook again, with a student's answers in it: a pure function of the release and the submission.

Students copy, delete, move, retag, split and merge cells, and their tools strip metadata. What was released comes back
as it was and in its order; the answers are found and put where they belong; everything else that the student wrote
stays, before the answer that it prepared. An undamaged notebook is returned as it came.
"""

import copy
from itertools import takewhile

from nbformat import NotebookNode

from autograder.parse.python import asynchronous, awaited, pieces
from autograder.repair.assembly import Assembly
from autograder.repair.cells import claim_of, submitted_cells, wanted_functions
from autograder.repair.log import Repair, summed_up
from autograder.repair.matching import match
from autograder.repair.released import ReleasedNotebook
from autograder.repair.undamaged import is_undamaged, same_metadata

NEWEST = 5  # nbformat 4.5, the first with ids
PIECES = 5  # that are tried together


def repair(record: ReleasedNotebook, notebook: NotebookNode) -> tuple[NotebookNode, list[Repair]]:
    """The notebook to grade, and what was mended.

    A cell with one of several versions of an answer says so in its metadata: autograder.versions gives, by function,
    its rank among all cells that define the function.
    """
    if is_undamaged(record, notebook):
        return notebook, []
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("autograder", None)
    for cell in notebook.cells:
        cell.metadata.pop("autograder", None)
    cells, log = _rejoin(notebook.cells)
    log += _without_waiting(record, cells)
    assembly = Assembly(match(record, submitted_cells(record, cells)))
    log += _log(assembly)
    notebook.cells = assembly.cells()
    name_cells(notebook)
    return notebook, summed_up(log)


def _rejoin(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[Repair]]:
    """Put the pieces of a cell that was split in the middle of a statement together again."""
    whole, left, log = [], list(cells), []
    while left:
        code = list(takewhile(lambda cell: cell.cell_type == "code", left[:PIECES]))
        parts = [cell for cell in code if cell is left[0] or cell.source.strip()]
        count = pieces([cell.source for cell in parts]) if parts else 1
        if count > 1:
            left[0].source = "\n".join(cell.source for cell in parts[:count])
            log.append(Repair("joined", tuple(filter(None, [claim_of(left[0])]))))
            last = next(place for place, cell in enumerate(left) if cell is parts[count - 1])
            del left[1 : last + 1]  # and look again: there may be more
        else:
            whole.append(left.pop(0))
    return whole, log


def _without_waiting(record: ReleasedNotebook, cells: list[NotebookNode]) -> list[Repair]:
    """Make what was defined as `async` callable: the judge asks for a value, not for a promise of one."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    names = sorted({name for cell in code for name in asynchronous(cell.source, wanted_functions(record))})
    for cell in code if names else ():
        cell.source = awaited(cell.source)
    return [Repair("async", detail=", ".join(names))] if names else []


def _log(assembly: Assembly) -> list[Repair]:
    """What was mended, for people."""
    record, result = assembly.record, assembly.match
    slots = {source.name: result.slots.get(source.name) for source in record.source_cells}
    kinds: dict[str, list[str]] = {"metadata": [], "missing": [], "copies": [], "type": [], "found": [], "kept": []}
    for source in record.source_cells:
        one = slots[source.name]
        if one is None:
            back = source.name not in result.inside and (source.locked or record.graded(source))
            kinds["missing"] += [source.name] if back else []
            continue
        if one.claim != source.name or not same_metadata(record, source.name, one.cell):
            kinds["metadata"].append(source.name)
        if one.cell.cell_type != source.cell_type:
            kinds["type"].append(source.name)
        if sum(other.claim == source.name for other in result.found) > 1:
            kinds["copies"].append(source.name)
        if source.locked and (assembly.stays(one) or source.name in assembly.additions):
            kinds["kept"].append(source.name)
    kinds |= {how: [name for name, known in result.how.items() if known == how] for how in ("together", "guess")}
    kinds["found"] = [*(name for name, how in result.how.items() if how not in kinds), *result.inside]
    log = [Repair(kind, tuple(names)) for kind, names in kinds.items() if names]
    lent = [*result.names.values(), *(alias.source for _, alias in result.aliases)]
    log += [Repair("name", detail=" = ".join(reversed(line.split(" = ", 1)))) for line in lent]
    places = [one.position for one in slots.values() if one]
    return [*log, Repair("moved")] if places != sorted(places) else log


def name_cells(notebook: NotebookNode) -> None:
    """Unique ids where the format has them, and none where it has not."""
    known: set[str] = set()
    for position, cell in enumerate(notebook.cells):
        if notebook.nbformat_minor < NEWEST:
            cell.pop("id", None)
        elif cell.get("id", "") in known | {""}:
            cell["id"] = f"repaired-{position}"
        known.add(cell.get("id", ""))
