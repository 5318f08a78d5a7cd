"""Definitions that nobody has filled in, which answer nothing even under the right name. Parsed, never run."""

import ast
from collections.abc import Collection

from autograder.parse.callables import offers
from autograder.parse.python import Named, parse, statements

RAISED = "NotImplementedError"  # by every stub; a source without the word is not parsed


def stubs(source: str) -> set[str]:
    """Names of functions and classes that a cell defines as stubs, and as nothing else."""
    tree = parse(source) if RAISED in source else None
    named = [node for node in statements(tree.body) if isinstance(node, Named)] if tree else []
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
    raised = [one for one in node.body if isinstance(one, ast.Raise) and RAISED in ast.dump(one)]
    return bool(raised) and all(one in raised or _says_nothing(one) for one in node.body)


def _says_nothing(node: ast.stmt) -> bool:
    """A docstring, `pass`, `return`, or `return output` of a name that nothing has made."""
    if isinstance(node, ast.Return):
        return node.value is None or isinstance(node.value, ast.Name | ast.Constant)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
