"""What is left to run of a cell that stopped: its other statements, each by itself.

A missing import, a leftover raise or a line of prose above a right function costs that line, not the function.
"""

import __future__

import ast
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from autograder.sandbox.guest.shell.shell import Shell
from autograder.sandbox.shared.messages import LINE_LIMIT

MAGIC = "%%"  # at the start of a cell: all of it is an argument of the magic
GOES_ON = ("else", "elif", "except", "finally", ")", "]", "}")  # begin a line that belongs to the statement before it
LATER = __future__.annotations.compiler_flag  # annotations are not evaluated: they may name what is not there
Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Statement(NamedTuple):
    """A statement of a cell's own scope: the index of its first line, of the one after its last, and None if it is no
    Python."""

    start: int
    end: int
    node: ast.stmt | None


class Rest:
    """The rest of one cell. passed_over: the first lines of its statements that stopped with an error."""

    def __init__(self, shell: Shell, source: str, error: BaseException | None):
        self._shell, self._name = shell, shell.compile.get_code_name(source, "", 0)
        self._magic = is_magic(source)
        self._told = source.split("\n")
        self._lines = _transformed(shell, source).split("\n")
        self._stopped_at = -1 if self._magic or error is None else self._line_of(error)
        self._failed_at = self._stopped_at
        self.passed_over: list[str] = []

    def run(self) -> None:
        """Run it. An error ends one statement; the interrupt of a time limit ends all and is raised.

        When the rest of the cell would define nothing new, it stops at an error, as a notebook does: what stands below,
        such as an older version or a `del`, may be there because it never ran.
        """
        left, done = self._left()
        alone = sum(statement.start <= self._stopped_at for statement in left) == 1  # on its line
        for number, statement in enumerate(left, 1):
            self._failed_at = self._stopped_at
            stopped = alone and statement.start <= self._stopped_at
            if any(map(self._succeeds, self._ways(statement.node, stopped))):
                done.update(_defined(statement.node))
                continue
            inside = statement.start <= self._failed_at < statement.end
            self._pass_over(self._failed_at if inside else statement.start)
            known = self._shell.user_ns if isinstance(statement.node, ast.Raise) else done  # a raise is meant to stop
            if not any(self._is_new(one.node, known) for one in left[number:]):
                break

    def has_more(self) -> bool:
        """Whether there is anything in it that the notebook has not got."""
        left, done = self._left()
        meant = self._magic or (left and isinstance(left[0].node, ast.Raise))
        return any(self._is_new(statement.node, self._shell.user_ns if meant else done) for statement in left)

    def _left(self) -> tuple[list[Statement], set[str]]:
        """The statements that have not run to their end, and what those before them have defined."""
        found = statements(self._lines)
        left = [statement for statement in found if statement.end > self._stopped_at]
        return left, {name for statement in found[: -len(left) or None] for name in _defined(statement.node)}

    def _is_new(self, node: ast.stmt | None, known: Container[str]) -> bool:
        """Whether a statement defines what is not known yet, or sets a variable that is not there."""
        there = self._shell.user_ns
        return any(name not in known for name in _defined(node)) or any(name not in there for name in _assigned(node))

    def _pass_over(self, index: int) -> None:
        """Tell a line, as it was written."""
        line = (self._told if len(self._told) >= len(self._lines) - 1 else self._lines)[index].strip()[:LINE_LIMIT]
        if line not in self.passed_over:
            self.passed_over.append(line)

    def _ways(self, node: ast.stmt | None, stopped: bool = False) -> Iterator[ast.stmt]:
        """To run a statement: as it is, a definition with less around it, and what is in a block or an import by
        itself. What stopped is not tried again as it is, but for a definition: its annotations may have stopped it."""
        if node is not None and (isinstance(node, Named) or not stopped):
            yield node
        yield from _easier(node)
        for part in _parts(node):
            any(map(self._succeeds, self._ways(part)))

    def _succeeds(self, node: ast.stmt) -> bool:
        try:
            code = compile(ast.Module([node], []), self._name, "exec", LATER, dont_inherit=True)
            self._shell.context.run(exec, code, self._shell.user_ns)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a student's statement raises, SystemExit too
            self._failed_at = self._line_of(error)
            return False
        return True

    def _line_of(self, error: BaseException) -> int:
        """The index of the line of the cell that was running; -1 if none was."""
        tb = error.__traceback__
        while tb is not None and tb.tb_frame.f_code.co_filename != self._name:
            tb = tb.tb_next
        return -1 if tb is None else tb.tb_lineno - 1


def _easier(node: ast.stmt | None) -> Iterator[ast.stmt]:
    """A definition without its decorators, then without the bases and defaults that have to be computed."""
    if isinstance(node, Named):
        node.decorator_list.clear()
        yield node
        if isinstance(node, ast.ClassDef):
            node.bases, node.keywords = [], []
        else:
            nothing = ast.copy_location(ast.Constant(None), node)
            for given in (node.args.defaults, node.args.kw_defaults):
                given[:] = [item if item is None or isinstance(item, ast.Constant) else nothing for item in given]
        yield node


def _parts(node: ast.stmt | None) -> list[ast.stmt]:
    """What counts by itself when a statement stops: the modules of an import, the statements of a block."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        alone = [type(node)(**{**vars(node), "names": [name]}) for name in node.names]
        return [ast.copy_location(one, node) for one in alone] if len(alone) > 1 else []
    if isinstance(node, ast.If | ast.With | ast.Try):
        return [*node.body, *getattr(node, "finalbody", [])]
    return []


def _defined(node: ast.stmt | None) -> list[str]:
    """The functions, classes and modules that a statement gives to the notebook."""
    if isinstance(node, Named):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
        return _assigned(node)
    return [name for part in _parts(node) for name in _defined(part)]


def _assigned(node: ast.stmt | None) -> list[str]:
    """The variables that a statement sets, but for those of functions."""
    nodes = ast.walk(node) if node is not None and not isinstance(node, Named) else ()
    return [part.id for part in nodes if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def is_magic(source: str) -> bool:
    """Whether all of a cell is an argument of a magic. IPython takes blank lines above it away."""
    return source.lstrip().startswith(MAGIC)


def statements(lines: Sequence[str]) -> list[Statement]:
    """The statements of a cell; lines that are the start of none stand alone, and are no Python."""
    if _parsed("\n".join(lines)) is not None:
        return _in(lines, 0, len(lines))
    starts = [
        index for index, line in enumerate(lines) if line[:1].strip(" \t") and not line.startswith(("#", *GOES_ON))
    ]
    found: list[Statement] = []
    while starts:
        start, ends = starts[0], [*starts[1:], len(lines)]
        whole = next((end for end in ends if _parsed("\n".join(lines[start:end])) is not None), None)
        found += [Statement(start, ends[0], None)] if whole is None else _in(lines, start, whole)
        starts = [index for index in starts if index >= (whole or ends[0])]
    return found


def _in(lines: Sequence[str], start: int, end: int) -> list[Statement]:
    """The statements in some lines that are Python."""
    nodes = _parsed("\n" * start + "\n".join(lines[start:end])).body
    firsts = [min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1 for node in nodes]
    return [Statement(first, node.end_lineno, node) for first, node in zip(firsts, nodes, strict=True)]


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _transformed(shell: Shell, source: str) -> str:
    """The cell as Python, its lines as many as before; of a magic's cell what it would run."""
    if is_magic(source):
        source = "pass\n" + source.lstrip().partition("\n")[2]
    try:
        return shell.input_transformer_manager.transform_cell(source)
    except Exception:  # what is no Python can fail here in many ways
        return source
