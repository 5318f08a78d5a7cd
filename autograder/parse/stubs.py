"""Definitions that nobody has filled in, which answer nothing even under the right name. Parsed, never run."""

import ast
from collections.abc import Collection

from autograder.parse.callables import offers
from autograder.parse.python import Named, parse, statements

RAISED = "NotImplementedError"  # by every stub; a source without the word is not parsed


def stubs(source: str) -> set[str]:
    """Names of functions and classes that a cell defines as stubs, and as nothing else."""
    named = [node for node in statements(source) if isinstance(node, Named)] if RAISED in source else []
    return {node.name for node in named if _is_stub(node)} - {node.name for node in named if not _is_stub(node)}


def stands_aside(source: str, names: Collection[str]) -> bool:
    """Whether a cell leaves a stub under one of these names, and offers something else that may be the answer."""
    left = stubs(source)
    return not left.isdisjoint(names) and any(offer.name not in left for offer in offers(source))


def _is_stub(node: ast.stmt) -> bool:
    """Whether a function does no more than raise the stub's error; of a class, whether all its functions do."""
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        return bool(methods) and all(map(_is_stub, methods))
    return any(map(_stops, node.body)) and all(map(_says_nothing, node.body))


def has_leftover_raise(source: str) -> bool:
    """Whether a function of a cell has code of its own beside the stub's raise."""
    tree = parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] if tree else []
    return any(any(map(_stops, one.body)) and not all(map(_says_nothing, one.body)) for one in functions)


def _stops(node: ast.stmt) -> bool:
    raised = ast.walk(node) if isinstance(node, ast.Raise) else ()
    return any(isinstance(part, ast.Name) and part.id == RAISED for part in raised)


def _says_nothing(node: ast.stmt) -> bool:
    """A docstring, `pass`, a raise, `return`, or `return output` of a name that nothing has made."""
    plain = isinstance(getattr(node, "value", None), ast.Constant | ast.Name | None)
    return isinstance(node, ast.Pass | ast.Raise) or (isinstance(node, ast.Expr | ast.Return) and plain)
