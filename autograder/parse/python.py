"""What a cell's source defines, read without running it. A student's source is parsed, never evaluated."""

import ast
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

MAGIC = re.compile(r"^([ \t]*)(?:[%!]|\?\w).*$|(?<=[=] )[%!].*$", re.MULTILINE)
DEFINITION = re.compile(  # of a function, of a class, or of a name for a lambda
    r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+|(?=\w+[ \t]*(?::[^=\n]*)?=[ \t]*lambda\b))(\w+)", re.MULTILINE
)
ASSIGNED = re.compile(r"^(\w+)[ \t]*=[ \t]*[^\W\d]", re.MULTILINE)  # another name, or what a call gives
PARSED = 50_000  # characters; parsing a longer cell takes too long, and it is nobody's answer
ASYNC = re.compile(r"\b(?:async|await)\b[ \t]*")
Waiting = ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await
Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Tree = TypeVar("Tree")


@lru_cache(256)
def parse(source: str) -> ast.Module | None:
    """The module that a cell is, its magics left out line by line; None if it is not Python."""
    return read_by(ast.parse, source)


def read_by(reader: Callable[[str], Tree], source: str) -> Tree | None:
    """What a reader of Python makes of a cell without its magics; None if it is not Python."""
    if len(source) > PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a student's backslashes
            return reader(MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def functions(source: str) -> list[str]:
    """Functions and classes that a cell defines for the whole notebook. Of non-Python: what its lines say."""
    named = [node.name for node in statements(source) if isinstance(node, Named)]
    return list(dict.fromkeys(DEFINITION.findall(source) if parse(source) is None else named))


def bound(source: str) -> set[str]:
    """All names that a cell binds for the whole notebook: definitions, imports, assignments. Of non-Python: none."""
    return {name for node in statements(source) for name in _names(node)}


def builds_on(source: str, names: Collection[str]) -> bool:
    """Whether a cell makes one of these names of what it was before: `class A(A)`, `old = f` above a new f."""
    left = set(names)
    for node in statements(source):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not left.isdisjoint(loaded(node)):
            return True
        left -= _names(node)
    return False


def without(source: str, names: Collection[str]) -> str:
    """The cell without what binds `names`, line for line as it was; empty if it is not Python and would not run."""
    if parse(source) is None:
        return ""
    lines = _lines(source)
    for node in statements(source):
        if not isinstance(node, ast.Import | ast.ImportFrom) and _names(node) & set(names):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
            lines[first] = re.match(r"[ \t]*", lines[first])[0] + "pass"
            for number in range(first + 1, node.end_lineno):
                lines[number] = ""
    return "\n".join(lines)


def asynchronous(source: str, names: Iterable[str]) -> list[str]:
    """Those of the names that a cell may define as `async`."""
    return [name for name in names if re.search(rf"^[ \t]*async[ \t]+def[ \t]+{name}\b", source, re.MULTILINE)]


def awaited(source: str) -> str:
    """The cell with every `async` and `await` taken out: what it defines can be called as it is."""
    tree = parse(source)
    if tree is None or not ASYNC.search(source):
        return source
    lines = [line.encode() for line in _lines(source)]
    nodes = [node for node in ast.walk(tree) if isinstance(node, Waiting)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        line = lines[node.lineno - 1]
        kept = ASYNC.sub("", line[node.col_offset :].decode(), count=1).encode()
        lines[node.lineno - 1] = line[: node.col_offset] + kept
    return "\n".join(line.decode() for line in lines)


def _lines(source: str) -> list[str]:
    """The lines of a source as Python counts them: a lone carriage return ends one too."""
    return re.split(r"\r\n?|\n", source)


def pieces(sources: Sequence[str]) -> int:
    """How many of these cells, from the first one on, are the pieces of one that was split; 1 if the first is whole.

    A piece after the first is not Python alone, and together they are. A function that ends in a return is whole.
    """
    first = parse(sources[0])
    last = first.body[-1] if first and first.body else None
    if first and not (isinstance(last, Named) and not isinstance(last.body[-1], ast.Return)):
        return 1
    for count, source in enumerate(sources[1:], 2):
        if not source.strip() or parse(source) is not None:
            return 1
        if parse("\n".join(sources[:count])) is not None:
            return count
    return 1


def loaded(node: ast.AST) -> set[str]:
    """Names that a part of a cell uses."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def statements(source: str) -> Iterator[ast.stmt]:
    """Statements of the notebook's own scope, inside `if`, `try`, `with` and loops too, however deep these go.

    Of a cell that is not Python: none.
    """
    tree = parse(source)
    todo = tree.body[::-1] if tree else []
    while todo:
        node = todo.pop()
        blocks = [getattr(node, block, []) for block in ("body", "orelse", "finalbody")]
        blocks += [handler.body for handler in getattr(node, "handlers", [])]
        if isinstance(node, Named) or not any(blocks):
            yield node
        else:
            todo += [inner for block in blocks for inner in block][::-1]


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, Named):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    parts = [part for target in targets if target for part in ast.walk(target)]
    return {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
