"""Notebooks as they come in from the street, as data: an answer of the corpus, and what its author left around it.

A case is a file `cases/KIND/NAME.py` in the percent format. Its head, one comment a line, says in words what the case
is, and then `key: value` what is not as usual:

    assignment  the handout, `lista8` if nothing is said
    like        the sample of `tests/ASSIGNMENT/submissions` that answers what the case does not; a right one if unsaid
    loses       the grade cells that do not earn full points; none if nothing is said
    essay       pieces of text, parted by ` | `, that the essay's cell must hold after grading
    without     `metadata`, `ids`, or both: what the student's tool has thrown away
    in_place    what is changed in place, where putting names back does not help
    alone       why a plain kernel cannot give the points: a cell that stops, or a name that comes too late

Then come the cells, each behind a line that says where it stands (ID is the id of a cell of the handout):

    # %% ID                the cell ID has this source
    # %% in ID, above      in the cell ID, above (or below) what stands there
    # %% after ID          a cell of its own after (or before) ID; also `first` and `last`
    # %% after ID, 12 times
    # %% blank ID          the cell ID as it was handed out
    # %% again ID          a second cell ID, before the other, with this source
    # %% file NAME.ipynb   what follows is in another notebook of the same student

`# %% [markdown] ...`, `# %% [raw] ...` and `# %% [code] ...` make cells of that type; markdown stands behind "# ".
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.demo import fill

TESTS = Path(__file__).parents[1]
KEYS = ("assignment", "like", "loses", "essay", "without", "in_place", "alone")
RIGHT = {"lista8": "certa-pesos", "lista8_transformer": "certa-completa"}
MARK = re.compile(r"^# %%(?: \[(?P<type>code|markdown|raw)\])? (?P<where>.*)$", re.MULTILINE)
HEAD = re.compile(rf"^# ({'|'.join(KEYS)}): (.*)$", re.MULTILINE)
MAKE = {None: new_code_cell, "code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


@dataclass(frozen=True)
class Block:
    """A piece of a notebook: the type of cell (None: as it was, or code), its place in words, its source."""

    type: str | None
    where: str
    source: str


@dataclass(frozen=True)
class Case:
    """One student: `name` is KIND/NAME, `said` the head's keys, `blocks` the changes in their order."""

    name: str
    said: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]

    @property
    def student(self) -> str:
        return self.name.replace("/", "-")

    @property
    def assignment(self) -> str:
        return self.said.get("assignment", "lista8")

    @property
    def loses(self) -> set[str]:
        return set(self.said.get("loses", "").split())


def cases(*kinds: str) -> list[Case]:
    """All cases of some kinds, by name."""
    paths = sorted(path for kind in kinds for path in (Path(__file__).parent / "cases" / kind).glob("*.py"))
    return [read(f"{path.parent.name}/{path.stem}", path.read_text()) for path in paths]


def read(name: str, text: str) -> Case:
    """A case of its text; raises ValueError for a text that has no head."""
    marks = list(MARK.finditer(text))
    head = text[: marks[0].start() if marks else None]
    if not head.startswith("# "):
        raise ValueError(f"{name} does not say what it is")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return Case(name, dict(HEAD.findall(head)), tuple(_block(*pair, text) for pair in zip(marks, ends, strict=True)))


def _block(mark: re.Match[str], end: int, text: str) -> Block:
    source = text[mark.end() : end].strip("\n")
    if mark["type"] == "markdown":
        source = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
    return Block(mark["type"], mark["where"], source)


def files(case: Case) -> dict[str, bytes]:
    """What the student hands in: the notebooks of a case, by file name."""
    return {name: nbformat.v4.writes_json(notebook).encode() for name, notebook in notebooks(case)}


def notebooks(case: Case) -> Iterator[tuple[str, NotebookNode]]:
    """The notebooks of a case with their file names; the one that is never named has the assignment's."""
    answered = _answered(case.assignment, case.said.get("like", RIGHT[case.assignment]))
    for name, blocks in _by_file(case):
        notebook = copy.deepcopy(answered)
        for block in blocks:
            change(notebook, block, released(case.assignment))
        _lose(notebook, case.said.get("without", ""))
        yield name, notebook


def _by_file(case: Case) -> Iterator[tuple[str, list[Block]]]:
    name, blocks = f"{case.assignment}.ipynb", []
    for block in case.blocks:
        if not block.where.startswith("file "):
            blocks.append(block)
            continue
        if block is not case.blocks[0]:
            yield name, blocks
        name, blocks = block.where.removeprefix("file "), []
    yield name, blocks


@cache
def released(assignment: str) -> NotebookNode:
    """The handout; not to be changed."""
    return nbformat.read(TESTS.parent / "release" / assignment / f"{assignment}.ipynb", as_version=4)


@cache
def _answered(assignment: str, sample: str) -> NotebookNode:
    answer = (TESTS / assignment / "submissions" / sample / "answer.py").read_text()
    return fill(copy.deepcopy(released(assignment)), answer)


def change(notebook: NotebookNode, block: Block, release: NotebookNode) -> None:
    """Do to a notebook what a block says; raises ValueError for no place, StopIteration for an id that is not there."""
    match re.split(r",? ", block.where):
        case [*place, count, "times"]:
            for _ in range(int(count)):
                change(notebook, Block(block.type, " ".join(place), block.source), release)
        case ["first" | "last"] | ["before" | "after", _] as place:
            notebook.cells.insert(_gap(notebook, place, release), MAKE[block.type](block.source))
        case [*verb, name] if " ".join(verb) in ("", "blank", "again"):
            _rewrite(notebook, verb, _place(notebook, name), block, release)
        case ["in", name, "above" | "below" as side]:
            cell = notebook.cells[_place(notebook, name)]
            cell.source = "\n\n".join([block.source, cell.source] if side == "above" else [cell.source, block.source])
        case _:
            raise ValueError(f"no such place: {block.where}")


def _rewrite(notebook: NotebookNode, verb: list[str], place: int, block: Block, release: NotebookNode) -> None:
    cell = notebook.cells[place]
    if verb == ["blank"]:
        notebook.cells[place] = copy.deepcopy(release.cells[_place(release, cell.id)])
        return
    if verb == ["again"]:
        notebook.cells.insert(place, copy.deepcopy(cell))
    if block.type not in (None, cell.cell_type):
        notebook.cells[place] = MAKE[block.type](id=cell.id, metadata=cell.metadata)
    notebook.cells[place].source = block.source


def _place(notebook: NotebookNode, name: str) -> int:
    return next(place for place, cell in enumerate(notebook.cells) if cell.id == name)


def _gap(notebook: NotebookNode, where: list[str], release: NotebookNode) -> int:
    """Where a new cell goes: after a cell means after all that the student has put there already."""
    if where in (["first"], ["last"]):
        return 0 if where == ["first"] else len(notebook.cells)
    side, name = where
    place, given = _place(notebook, name), {cell.id for cell in release.cells}
    if side == "before":
        return place
    own = takewhile(lambda cell: cell.id not in given, notebook.cells[place + 1 :])
    return place + 1 + len(list(own))


def _lose(notebook: NotebookNode, what: str) -> None:
    for number, cell in enumerate(notebook.cells):
        if "metadata" in what:
            cell.metadata.pop("nbgrader", None)
        if "ids" in what:
            cell.id = f"cell-{number}"
