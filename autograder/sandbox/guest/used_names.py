"""Which names of a notebook a function may use, by its code and that of whatever it calls; nothing is run."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, MethodType
from typing import Any

NOTEBOOK = "__main__"  # the module of what cells define


def used_names(asked: Iterable[str], names: Mapping[str, Any]) -> set[str]:
    """The names that functions of these names use, they and whatever they call. Some may be attributes only."""
    used, todo = set(), list(asked)
    while todo:
        name = todo.pop()
        if name not in used:
            used.add(name)
            todo += [found for code in _codes(names.get(name), set()) for found in _names_in(code)]
    return used


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


def _codes(item: Any, seen: set[int]) -> Iterator[CodeType]:
    """The code of the notebook that something callable may run."""
    if isinstance(item, CodeType):
        yield item
    elif id(item) not in seen:
        seen.add(id(item))
        for part in _parts(item):
            yield from _codes(part, seen)


def _parts(item: Any) -> list[Any]:
    """What something callable is made of, down to its code; nothing for what no cell defined."""
    if isinstance(item, MethodType | staticmethod | classmethod):
        return [item.__func__, getattr(item, "__self__", None)]
    if isinstance(item, functools.partial):
        return [item.func, *item.args, *item.keywords.values()]
    if isinstance(item, property):
        return [item.fget]
    own = item if isinstance(item, FunctionType | type) else type(item)
    if getattr(own, "__module__", None) != NOTEBOOK:
        return [getattr(item, "__wrapped__", None)]  # of functools.cache, say
    if isinstance(item, FunctionType):
        return [item.__code__, *vars(item).values(), *(cell.cell_contents for cell in _filled(item))]
    if isinstance(item, type):
        return [*vars(item).values(), *item.__bases__]
    return [own, *getattr(item, "__dict__", {}).values()]


def _filled(function: FunctionType) -> Iterator[Any]:
    """The variables that a function has from the one around it."""
    for cell in function.__closure__ or ():
        try:
            cell.cell_contents  # noqa: B018  raises for one that has no value yet
            yield cell
        except ValueError:
            pass
