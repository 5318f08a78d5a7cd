"""Which cell of a submission is which cell of the release, when tags, ids, names and order may all have suffered.

A released cell that students do not write is known by its tag, its id or its text. An answer is known by the function
that it defines, by its tag, by its id, or by where it stands; a stub left untouched never takes an answer's place.
"""

from collections.abc import Sequence

from autograder.parse.python import parse
from autograder.parse.stubs import stubs
from autograder.repair.cells import CellMatch, SubmittedCell, wanted_functions
from autograder.repair.placed import between, match_text
from autograder.repair.released import ReleasedNotebook, SourceCell, fingerprint
from autograder.repair.renamed import match_other_name


def match(record: ReleasedNotebook, found: Sequence[SubmittedCell]) -> CellMatch:
    """Find every released cell in a submission."""
    result = CellMatch(record, found)
    for source in record.source_cells:
        if source.locked:
            result.place(source.name, _locked(source, found))
    released = {source.name: fingerprint(source.released) for source in record.source_cells}
    unchanged = {id(one) for name, one in result.slots.items() if one.print == released[name]}
    _match_functions(result, [one for one in found if id(one) not in unchanged and one.source.strip()])
    for source in record.source_cells:
        if not source.locked and source.name not in result.slots | result.inside:
            match_text(result, source)
    return result


def _locked(source: SourceCell, found: Sequence[SubmittedCell]) -> SubmittedCell | None:
    """The best cell for a released one that students do not write: one with its text, whatever its tag, or edited."""
    text = fingerprint(source.released) if source.released.strip() else None

    def rank(one: SubmittedCell) -> tuple:
        return one.print != text, one.claim != source.name, not one.belongs_to(source), one.position

    alike = [one for one in found if one.print == text or (one.belongs_to(source) and _is_edited(source, one))]
    return min(alike, key=rank, default=None)


def _is_edited(source: SourceCell, one: SubmittedCell) -> bool:
    """Whether something of a released cell is left in a cell, or nothing of anything."""
    lines = {line.strip() for line in source.released.splitlines()} - {""}
    return not one.source.strip() or any(line.strip() in lines for line in one.source.splitlines())


def _match_functions(result: CellMatch, free: list[SubmittedCell]) -> None:
    """An answer's place goes to the best cell that defines its function, unless another answer has taken it."""
    wanted, unanswered = wanted_functions(result.record), {}
    for function, answer in wanted.items():
        options = _options(result, function, answer, free)
        unanswered[function] = [one for one in options if function in stubs(one.source)]
        result.versions[function] = [one for one in options if one not in unanswered[function]]
    for function, answer in wanted.items():
        if not result.versions[function]:
            match_other_name(result, function, answer, free)
            result.versions[function] = result.versions[function] or unanswered[function]
    holders: dict[int, str] = {}
    for function, answer in wanted.items():
        for one in result.versions[function][:1]:
            holder = holders.setdefault(id(one), answer)
            if holder != answer:
                result.inside[answer] = holder
            elif answer not in result.slots:
                known = one.belongs_to(result.record.find_source_cell(answer))
                result.place(answer, one, "" if known else "function")


def _options(result: CellMatch, function: str, answer: str, free: list[SubmittedCell]) -> list[SubmittedCell]:
    """The cells that define a function and are not as they were handed out, the best first."""
    source = result.record.find_source_cell(answer)
    stub = fingerprint(source.released)
    options = [one for one in free if one.print != stub and function in one.defines]
    options = [one for one in options if one.is_code or one.claim == answer] or options
    here = {id(one) for one in between(result, source, options)}
    ranked = sorted(options, key=lambda one: _rank(one, source, id(one) in here))
    distinct = {one.print: one for one in reversed(ranked)}
    return [one for one in ranked if distinct[one.print] is one]


def _rank(one: SubmittedCell, answer: SourceCell, here: bool) -> tuple:
    """Python before what is not; then the answer's own cells, first come; of other cells, the last that stands where
    the answer belongs: one further down would bring with it what it stands behind, such as a reset."""
    own, tagged = one.belongs_to(answer), one.claim == answer.name
    return parse(one.source) is None, not one.is_code, not own, not tagged, not here, one.position * (1 if own else -1)
