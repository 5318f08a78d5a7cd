"""Released cells and a student's own, in the order in which they will run."""

from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.parse.python import bound, without
from autograder.parse.stubs import stubs
from autograder.repair.cells import CellMatch, SubmittedCell
from autograder.repair.released import ReleasedNotebook, SourceCell, fingerprint
from autograder.repair.undamaged import same_metadata

INSIDE = "# A resposta desta questão está na célula {}."
MAKERS = {"code": new_code_cell, "markdown": new_markdown_cell}


@dataclass(frozen=True)
class Assembly:
    """Puts the cells of a submission together again, each released one in its slot."""

    match: CellMatch

    @property
    def record(self) -> ReleasedNotebook:
        return self.match.record

    def cells(self) -> list[NotebookNode]:
        """The released cells in their order, each after the student's own cells that stood before it.

        An answer that moves up takes all the student's cells that stood before it along.
        """
        number = {source.name: place for place, source in enumerate(self.record.source_cells)}
        first: dict[int, int] = {}
        for name, one in self.match.slots.items():
            first[id(one)] = min(number[name], first.get(id(one), len(number)))
        own: list[list[NotebookNode]] = [[] for _ in range(len(number) + 1)]
        answers = {id(one) for name, one in self.match.slots.items() if not self._sources[name].locked}
        following = earliest = len(number)
        for one in reversed(self.match.found):
            here = first.get(id(self.match.moved.get(id(one), one)), following)
            earliest = min(earliest, here) if id(one) in answers else earliest
            following = min(here, earliest)
            if self.stays(one) and not any(self.match.slots[name] is one for name in self.additions):
                own[following][:0] = [self._own(one), *self._lent(one)]
        ordered: list[NotebookNode] = []
        for place, source in enumerate(self.record.source_cells):
            given = self._released(source)
            early = source.name not in self.match.slots and not self.record.graded(source)  # lost imports, say
            ordered += [*given, *own[place]] if early else [*own[place], *given]
            ordered += self._lent(self.match.slots.get(source.name))
            if source.name in self.additions:
                make = MAKERS[source.cell_type]
                ordered.append(make(self.additions[source.name], id=f"added-{source.checksum[:16]}"))
        return ordered + own[-1]

    def stays(self, one: SubmittedCell) -> bool:
        """Whether a cell stays as one of the student's own: all but released ones, copies and untouched stubs."""
        slots = [self._sources[name] for name, holder in self.match.slots.items() if holder is one]
        if any(not source.locked for source in slots):
            return False
        if id(one) in self._versions:
            return True
        if id(one) in self.match.moved:
            return False
        if slots and one.print != fingerprint(slots[0].released):  # somebody wrote into a locked cell
            prepares = one.is_code and not self.record.graded(slots[0])
            return prepares and not bound(one.source) <= bound(slots[0].released)
        copied = one.claim is not None and one.print == fingerprint(self._sources[one.claim].released)
        return not (slots or copied or one.print in self._versions.values() or one.print in self._stubs)

    @cached_property
    def _sources(self) -> dict[str, SourceCell]:
        return {source.name: source for source in self.record.source_cells}

    @cached_property
    def additions(self) -> dict[str, str]:
        """What a student wrote into locked cells, by their names: to stand, and to run, behind the released text."""
        answers = {one.print for one in self.match.slots.values()} | self.match.told
        found = {}
        for source in self.record.source_cells:
            one = self.match.slots.get(source.name)
            if source.locked and one and id(one) not in self._versions and one.is_code == (source.cell_type == "code"):
                added = _added_to(source, one) if self.stays(one) or not one.is_code else ""
                if added and fingerprint(added) not in answers:
                    found[source.name] = added
        return found

    @cached_property
    def _stubs(self) -> set[str]:
        """Fingerprints of answers that nobody has touched."""
        answers = (source.released for source in self.record.source_cells if not source.locked)
        return {fingerprint(stub) for stub in answers if stub.strip()}

    @cached_property
    def _versions(self) -> dict[int, str]:
        """Fingerprints of all cells that define a function of an answer, by the cell."""
        return {id(one): one.print for versions in self.match.versions.values() for one in versions}

    def _own(self, one: SubmittedCell) -> NotebookNode:
        """A cell of the student's own. One with a version of an answer must be able to run."""
        ranks = self._ranks(one)
        left = self._answer(one) if one.is_code or ranks else ""  # nothing of a mere copy of a locked cell
        cell = as_type(one.cell, "code", left) if ranks or left.strip() else one.cell
        cell.metadata.pop("nbgrader", None)
        return _ranked(cell, ranks)

    def _ranks(self, one: SubmittedCell) -> dict[str, int]:
        """By function: which of its versions this cell has, where there are several."""
        several = {name: versions for name, versions in self.match.versions.items() if len(versions) > 1}
        return {name: rank for name, all in several.items() for rank, version in enumerate(all) if version is one}

    def _released(self, source: SourceCell) -> list[NotebookNode]:
        """The cell in a released one's place. None for a lost answer: its stub would undo one that stands elsewhere."""
        one = self.match.slots.get(source.name)
        if source.name in self.match.inside:
            cell = self.record.new_cell(source)
            cell.source = INSIDE.format(self.match.inside[source.name])
            return [cell]
        if one is None:
            return [self.record.new_cell(source)] if source.locked or self.record.graded(source) else []
        if source.locked:
            holds_more = self.stays(one) or list(self.match.slots.values()).count(one) > 1
            text = one.source if one.print == fingerprint(source.released) else source.source
            cell = self.record.new_cell(source) if holds_more else as_type(one.cell, source.cell_type, text)
        else:
            cell = _ranked(as_type(one.cell, source.cell_type, self._answer(one)), self._ranks(one))
        if not same_metadata(self.record, source.name, cell):
            cell.metadata["nbgrader"] = self.record.metadata(source.name)
        return [cell]

    def _answer(self, one: SubmittedCell) -> str:
        """An answer's source; a function that goes by another name gets the one that is asked for as well."""
        return "\n\n".join([self._without_trials(one), *self._names(one)])

    def _names(self, one: SubmittedCell) -> list[str]:
        """Lines that give the names that were asked for to what a cell defines."""
        return [line for name, line in self.match.names.items() if self.match.versions[name][0] is one]

    def _lent(self, one: SubmittedCell | None) -> list[NotebookNode]:
        """Cells that give those names to what else could be meant."""
        return [self._own(alias) for before, alias in self.match.aliases if before is one]

    def _without_trials(self, one: SubmittedCell) -> str:
        """The source without locked cells merged into it that try an answer out: they run in their own places, and
        here might fail before the answer is defined.
        """
        source = one.source
        for locked in (known for known in self.record.source_cells if known.locked and known.cell_type == "code"):
            text = locked.released.strip()
            if any(name in text for name in self.match.versions):
                source = source.replace(text, "") if text in source else source
        return self._without_stubs(one, source)

    def _without_stubs(self, one: SubmittedCell, source: str) -> str:
        """The source without stubs of what other cells answer, which would undo it."""
        elsewhere = {name for name, versions in self.match.versions.items() if versions and one not in versions}
        undoing = stubs(source) & elsewhere
        return without(source, undoing) if undoing else source


def _added_to(source: SourceCell, one: SubmittedCell) -> str:
    """What a cell says beside a released text: of code nothing, if the text is not there in one piece."""
    if not one.is_code:
        return source.added_in(one.source)
    text = source.released.strip()
    return one.source.replace(text, "").strip("\n") if text in one.source else ""


def as_type(cell: NotebookNode, cell_type: str, source: str) -> NotebookNode:
    """The cell with this type and source; the same object where there is nothing to change."""
    if cell.cell_type != cell_type:
        metadata = {key: value for key, value in cell.metadata.items() if key == "nbgrader"}
        cell = MAKERS[cell_type](source, metadata=metadata, **({"id": cell.id} if "id" in cell else {}))
    cell.source = source
    return cell


def _ranked(cell: NotebookNode, ranks: dict[str, int]) -> NotebookNode:
    if ranks:
        cell.metadata["autograder"] = {"versions": ranks}
    return cell
