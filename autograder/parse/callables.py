"""What a cell offers to be called: functions, lambdas, classes and their methods. Parsed, never run.

Where nothing has the name that was asked for, one of these may be the answer under another name.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.parse.python import loaded, parse, statements

CALLED = ("__call__", "forward")  # methods that a class with one job has
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Offer:
    """Something that can be called. name: as the student called it; expression: what Python calls.

    least, most: how many positional arguments it takes; most is None where any number will do. methods: of a class.
    """

    name: str
    expression: str
    parameters: tuple[str, ...]
    least: int
    most: int | None
    methods: frozenset[str] = frozenset()
    first: int = 0  # line of the definition
    last: int = 0

    @property
    def is_class(self) -> bool:
        return bool(self.methods)

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many positional arguments."""
        return self.least <= count and (self.most is None or count <= self.most)

    def fits(self, wanted: "Offer") -> bool:
        """Whether it can be called as what is wanted: a class must have its methods too."""
        return (
            self.is_class == wanted.is_class and self.methods >= wanted.methods and self.takes(len(wanted.parameters))
        )

    def shares(self, wanted: "Offer") -> int:
        """How many parameters are called as in what is wanted."""
        return len({name.casefold() for name in self.parameters} & {name.casefold() for name in wanted.parameters})


def offers(source: str) -> Iterator[Offer]:
    """Everything that the cell gives the notebook to call; the methods of a class that needs no arguments too."""
    for node in statements(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _function(node.name, node.name, node)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from (_function(name, name, node.value) for name in names)


def called_in(source: str) -> set[str]:
    """Names that a cell uses. Of one that is not Python: none."""
    tree = parse(source)
    return loaded(tree) if tree else set()


def _class(node: ast.ClassDef) -> Iterator[Offer]:
    methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    made = _function(node.name, node.name, methods["__init__"], 1) if "__init__" in methods else None
    made = made or Offer(node.name, node.name, (), 0, 0)
    lines = {"first": node.lineno, "last": node.end_lineno}
    yield replace(made, methods=frozenset(methods) | {"__init__"}, **lines)
    for name, method in methods.items() if made.takes(0) else ():
        if name in CALLED or not name.startswith("_"):
            static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in method.decorator_list)
            expression = f"{node.name}()" if name == "__call__" else f"{node.name}().{name}"
            yield _function(node.name if name in CALLED else name, expression, method, int(not static))


def _function(name: str, expression: str, node: Function, bound: int = 0) -> Offer:
    """bound: how many arguments come from the object."""
    arguments = node.args
    positional = [one.arg for one in (*arguments.posonlyargs, *arguments.args)][bound:]
    least = max(0, len(positional) - len(arguments.defaults))
    if any(default is None for default in arguments.kw_defaults):
        least = len(positional) + 1  # it cannot be called without naming arguments
    most = None if arguments.vararg else len(positional)
    return Offer(name, expression, tuple(positional), least, most, first=node.lineno, last=node.end_lineno)
