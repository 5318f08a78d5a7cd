"""The lint: one function for each thing that goes wrong with a handout, from the notebooks alone. Pure."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from nbformat import NotebookNode, ValidationError, validate
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.release.handout import Handout
from autograder.repair.cells import claim_of

REGIONS = re.compile(  # what nbgrader cuts out: solutions, hidden tests, mark schemes
    r"^[^\n]*BEGIN (?P<kind>SOLUTION|HIDDEN TESTS|MARK SCHEME)[^\n]*\n(?P<text>.*?)^[^\n]*END (?P=kind)[^\n]*$",
    re.MULTILINE | re.DOTALL,
)
MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
TELLING = 8  # letters and digits from which on a line of a solution gives something away


def valid_with_stable_ids(handout: Handout) -> Iterator[str]:
    """nbformat 4.5: the ids by which an answer is found again; the same in every release."""
    for name, notebook in handout.sources.items():
        if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
            yield f"{name}: save it as nbformat 4.5, whose cells have ids"
            continue
        twice = [*_twice(cell.id for cell in notebook.cells), *_twice(filter(None, map(claim_of, notebook.cells)))]
        yield from (f"{name}: more than one cell has the id {id}" for id in dict.fromkeys(twice))
        if not twice and (error := _invalid(notebook)):
            yield f"{name}: not a valid notebook: {error}"
    for _, source, release in handout.pairs():
        if [cell.get("id") for cell in source.cells] != [cell.get("id") for cell in release.cells]:
            yield "the release's cells are not the source's: ids differ"


def no_empty_cell(handout: Handout) -> Iterator[str]:
    """An empty cell invites deletion; one whose hidden test is all it has is empty for the student."""
    for name, notebook in [*handout.sources.items(), *handout.releases.items()]:
        empty = [cell.get("id") for cell in notebook.cells if not cell.source.strip()]
        yield from (f"{name}: cell {id} is empty" for id in dict.fromkeys(empty))


def nothing_beside(handout: Handout) -> Iterator[str]:
    """nbgrader releases every file of the source folder."""
    for path in handout.files:
        if path not in handout.rules.files:
            yield f"{path} would be released too: move it, or list it in FILES of the handout's rules"


def each_definition_in_one_place(handout: Handout) -> Iterator[str]:
    """An answer that lost its metadata is found by what it defines, be it one thing or several."""
    for name, release in handout.releases.items():
        defined = {cell.get("id"): _definitions(cell) for cell in release.cells if cell.cell_type == "code"}
        counts = Counter(definition for found in defined.values() for definition in found)
        yield from (f"{name}: {thing} is defined more than once" for thing, count in counts.items() if count > 1)
        for cell in release.cells:
            code = cell.cell_type == "code" and is_solution(cell)
            if handout.checks is not None and code and not defined[cell.get("id")]:
                yield f"{name}: answer cell {cell.id} defines nothing"


def points_add_up(handout: Handout) -> Iterator[str]:
    """Every grade cell has points, and all of them together are what was promised."""
    cells = [
        cell for notebook in handout.sources.values() for cell in notebook.cells if is_grade(cell) or is_task(cell)
    ]
    for cell in cells:
        if not cell.metadata.nbgrader.get("points", 0) > 0:
            yield f"grade cell {claim_of(cell)} has no points"
    total = sum(cell.metadata.nbgrader.get("points", 0) for cell in cells)
    if handout.rules.points is not None and total != handout.rules.points:
        yield f"the points add up to {total:g}, not to {handout.rules.points:g}"


def told_what_matters(handout: Handout) -> Iterator[str]:
    """The sentences without which a student cannot know what is asked."""
    text = "\n".join(cell.source for notebook in handout.releases.values() for cell in notebook.cells)
    for what, phrases in handout.rules.phrases.items() if handout.releases else ():
        for phrase in phrases:
            if phrase not in text:
                yield f"{what}: the words {phrase!r} are missing"


def checks_and_cells_agree(handout: Handout) -> Iterator[str]:
    """A grade cell without a check would be run as it stands; a check without a cell is worth nothing."""
    if handout.checks is None:
        return
    code = [cell for source in handout.sources.values() for cell in source.cells if cell.cell_type == "code"]
    cells = {claim_of(cell) for cell in code if is_grade(cell) and not is_solution(cell)}
    yield from (f"grade cell {id} has no check in the rubric" for id in sorted(cells - handout.checks))
    yield from (f"check {name} has no grade cell" for name in sorted(handout.checks - cells))


def no_trace_of_a_solution(handout: Handout) -> Iterator[str]:
    """Nothing that nbgrader should have cut out is left anywhere in the file: cells, outputs, metadata, attachments."""
    for _, source, release in handout.pairs():
        told = [_bare(text) for text in _strings(release)]
        yield from (f"the release says {marker!r}" for marker in MARKERS if any(_bare(marker) in text for text in told))
        given = {_bare(line) for cell in source.cells for line in _given(cell).splitlines()}
        for cell in source.cells:
            for line in dict.fromkeys(_secret(cell).splitlines()):
                bare = _bare(line)
                telling = sum(map(str.isalnum, bare)) >= TELLING and bare not in given
                if telling and any(bare in text for text in told):
                    yield f"the release still has a line of the secret part of {claim_of(cell)}: {line.strip()}"
        for cell in release.cells:
            if cell.get("outputs"):
                yield f"cell {cell.get('id')} was released with outputs"


def imports_only_what_is_allowed(handout: Handout) -> Iterator[str]:
    """What students' machines have."""
    if handout.rules.libraries is None:
        return
    for name, release in handout.releases.items():
        for cell in release.cells:
            for module in _imports(cell) if cell.cell_type == "code" else ():
                if module not in sys.stdlib_module_names and module not in handout.rules.libraries:
                    yield f"{name}: cell {cell.id} imports {module}"


LINTS: tuple[Callable[[Handout], Iterable[str]], ...] = (
    valid_with_stable_ids,
    no_empty_cell,
    nothing_beside,
    each_definition_in_one_place,
    points_add_up,
    told_what_matters,
    checks_and_cells_agree,
    no_trace_of_a_solution,
    imports_only_what_is_allowed,
)


def findings(handout: Handout) -> list[str]:
    """Everything that is wrong, in the lints' order."""
    return [finding for lint in LINTS for finding in dict.fromkeys(lint(handout))]


def _twice(ids: Iterable[str]) -> list[str]:
    return [id for id, count in Counter(ids).items() if count > 1]


def _invalid(notebook: NotebookNode) -> str | None:
    try:
        validate(notebook)
    except ValidationError as error:
        return str(error).splitlines()[0]
    return None


def _tree(cell: NotebookNode) -> ast.Module:
    """The cell's syntax; of one with magics, or that does not parse, nothing: the rehearsal runs it."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.Module([], [])


def _definitions(cell: NotebookNode) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node.name for node in _tree(cell).body if isinstance(node, kinds)]


def _imports(cell: NotebookNode) -> Iterator[str]:
    for node in ast.walk(_tree(cell)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name.split(".")[0] for name in names)


def _secret(cell: NotebookNode) -> str:
    """What students must not see: marked regions, or a whole answer that has none."""
    regions = [found["text"] for found in REGIONS.finditer(cell.source)]
    return "\n".join(regions) if regions or not is_solution(cell) else cell.source


def _given(cell: NotebookNode) -> str:
    return REGIONS.sub("", cell.source) if REGIONS.search(cell.source) or not is_solution(cell) else ""


def _bare(text: str) -> str:
    """For comparing, however it was indented; without the comment at the end of a line of code."""
    return "".join(text.partition("  # ")[0].split()) if "\n" not in text else "".join(text.split())


def _strings(node: object) -> Iterator[str]:
    """Every text of a notebook, however deep."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
