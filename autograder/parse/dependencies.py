"""Which cells of a notebook its answers need: they run whatever the others take. Read from the sources, never run."""

import ast
import re
import symtable
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from autograder.parse.python import functions, read_by, statements

ANY_NAME = re.compile(
    r"\bimport\s*\(?\s*\*|\b(globals|exec|eval|setattr|run_cell|run_line_magic)\b|^%(run|pylab)", re.M
)
WORD = re.compile(r"[^\W\d]\w*")


def needed(sources: Mapping[int, str], answers: Collection[int]) -> set[int]:
    """The indices of the answers, and of the cells that they need for the names which they use.

    For each name that is the last cell before it which binds it or, where there is none, the first one after it; and
    every cell that sets a part of what has the name. A cell that could bind any name is needed too.
    """
    binders, changers = _by_name(sources, binds), _by_name(sources, changes)
    modules = {name for source in sources.values() for name in imports(source)}
    found, todo = set(), [index for index, source in sources.items() if index in answers or ANY_NAME.search(source)]
    while todo:
        index = todo.pop()
        if index not in found:
            found.add(index)
            for name in uses(sources[index]):
                todo += _binder(index, binders.get(name, ()))
                todo += () if name in modules else changers.get(name, ())  # np.savetxt sets nothing up
    return found


def _by_name(sources: Mapping[int, str], names: Callable[[str], Collection[str]]) -> dict[str, list[int]]:
    """The cells that do something to a name, in order."""
    found: dict[str, list[int]] = {}
    for index in sorted(sources):
        for name in names(sources[index]):
            found.setdefault(name, []).append(index)
    return found


def _binder(index: int, binders: Sequence[int]) -> Sequence[int]:
    """The cell from which another one has a name, if there is one. binders: those that bind it, in order."""
    place = bisect_left(binders, index)
    before = binders[place - 1 : place]
    return before or [other for other in binders[:2] if other != index][:1]


@lru_cache(1000)
def uses(source: str) -> frozenset[str]:
    """The names that a cell asks the notebook for, and does not import or define. Of a cell that is not Python: all
    its words."""
    scopes = _scopes(source)
    if not scopes:
        return frozenset(WORD.findall(source))
    own = {symbol.get_name() for symbol in scopes[0].get_symbols() if symbol.is_imported() or symbol.is_namespace()}
    return frozenset(
        symbol.get_name()
        for scope in scopes
        for symbol in scope.get_symbols()
        if symbol.is_referenced() and (scope.get_type() == "module" or symbol.is_global())
    ).difference(own)


@lru_cache(1000)
def binds(source: str) -> frozenset[str]:
    """The names that a cell gives to the notebook. Of a cell that is not Python: what it seems to define."""
    scopes = _scopes(source)
    if not scopes:
        return frozenset(functions(source))
    return frozenset(
        symbol.get_name()
        for scope in scopes
        for symbol in scope.get_symbols()
        if (symbol.is_assigned() or symbol.is_imported())
        and (scope.get_type() == "module" or symbol.is_declared_global())
    )


@lru_cache(1000)
def imports(source: str) -> frozenset[str]:
    """The modules, and names of modules, that a cell gives to the notebook."""
    top = _scopes(source)[:1]
    return frozenset(symbol.get_name() for scope in top for symbol in scope.get_symbols() if symbol.is_imported())


@lru_cache(1000)
def changes(source: str) -> frozenset[str]:
    """The names of what a cell sets a part of, as in `x[0] = 1` and `x.a = 1`, or calls a method of: `x.append(1)`."""
    return frozenset(
        part.value.id
        for node in statements(source)
        for part in _set_parts(node)
        if isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.value, ast.Name)
    )


def _set_parts(node: ast.stmt) -> Iterator[ast.AST]:
    """What may be a part of something that a statement changes."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node.value.func
    for target in [getattr(node, "target", None), *getattr(node, "targets", ())]:
        yield from ast.walk(target) if target is not None else ()


def _scopes(source: str) -> list[symtable.SymbolTable]:
    """The scopes of a cell, its own first; none if it is not Python."""
    return read_by(lambda code: list(_with_inner(symtable.symtable(code, "cell", "exec"))), source) or []


def _with_inner(scope: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield scope
    for inner in scope.get_children():
        yield from _with_inner(inner)
