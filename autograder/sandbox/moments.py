"""The names of a notebook as they stood at several moments, so that its functions can be asked as of each.

A moment keeps which object each name stood for, not what the objects held: a list or an array that is changed in place
later is changed at every moment. The public attributes of the modules in use are kept too, and the filter of warnings.
"""

import builtins
import functools
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

ABSENT = object()
ANY_NAME = {"globals", "eval", "exec", "vars"}  # who calls one of these may use any name
NOTEBOOK = "__main__"  # the module of what cells define
Names = Mapping[str, Any]


class Moment:
    """What functions find when they are called: names, the attributes of modules, and settings."""

    def __init__(self, namespace: Names):
        self.names = dict(namespace)
        self.modules = {module: vars(module).copy() for module in _modules(namespace)}
        self.settings = warnings.filters[:], sys.getrecursionlimit()

    def put_back(self, namespace: dict[str, Any]) -> None:
        """Make everything as it was; what modules have got since then stays."""
        namespace.clear()
        namespace.update(self.names)
        for module, attributes in self.modules.items():
            vars(module).update(_patched(attributes, vars(module)))
        warnings.filters[:], depth = self.settings
        sys.setrecursionlimit(depth)

    def same_for(self, asked: Iterable[str], later: "Moment") -> bool:
        """Whether functions of these names would find nothing else at a later moment."""
        modules = (_patched(known, later.modules.get(module, known)) for module, known in self.modules.items())
        if self.settings != later.settings or any(modules):
            return False
        used = _used(asked, self.names)
        compared = used if ANY_NAME.isdisjoint(used) else {*self.names, *later.names}
        return not any(_changed({name: self.names.get(name, ABSENT)}, later.names) for name in compared)


class Moments:
    """The moments of one notebook, by the place in it; None is its end."""

    def __init__(self, namespace: dict[str, Any]):
        self._namespace = namespace
        self._kept: dict[int | None, Moment] = {}
        self._current: int | None = None

    def keep(self, place: int) -> None:
        """Keep how things stand now."""
        self._kept[place] = Moment(self._namespace)

    def go_to(self, place: int | None) -> None:
        """Make everything as it was at a moment. One that was never reached counts as the end."""
        place = place if place in self._kept else None
        if place != self._current:
            self._end()
            self._kept[place].put_back(self._namespace)
            self._current = place

    def same_at_the_end(self, place: int, asked: Iterable[str]) -> bool:
        """Whether functions of these names would find nothing else at the end."""
        return place not in self._kept or self._kept[place].same_for(asked, self._end())

    def _end(self) -> Moment:
        """How things stood when the last cell had run: nothing is put back before that was kept."""
        if None not in self._kept:
            self._kept[None] = Moment(self._namespace)
        return self._kept[None]


def _modules(namespace: Names) -> set[ModuleType]:
    """The modules that a notebook has names for, and those in them that are their parts: np.random of np."""
    named = {item for item in namespace.values() if isinstance(item, ModuleType)}
    parts = {
        item
        for module in named
        for item in vars(module).values()
        if isinstance(item, ModuleType) and item.__name__.startswith(f"{module.__name__}.")
    }
    return {builtins, *named, *parts}


def _changed(attributes: Names, now: Names) -> dict[str, Any]:
    """The attributes that are others now, or gone, as they were."""
    return {name: value for name, value in attributes.items() if now.get(name, ABSENT) is not value}


def _patched(attributes: Names, now: Names) -> dict[str, Any]:
    """What a student may have patched in a module; what a module keeps for itself is left alone."""
    return {name: value for name, value in _changed(attributes, now).items() if not name.startswith("_")}


def _used(asked: Iterable[str], names: Names) -> set[str]:
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
