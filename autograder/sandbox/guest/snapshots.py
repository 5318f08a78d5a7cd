"""The names of a notebook as they stood at several moments, so that its functions can be asked as of each.

A moment keeps which object each name stood for, and in part what the objects held: the public attributes of modules in
use, attributes of the notebook's own classes and objects, short lists, dictionaries, sets and arrays. What lies deeper,
or is larger, is as it is at the end.
"""

import builtins
import contextlib
import copy
import sys
import warnings
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from autograder.sandbox.guest.used_names import NOTEBOOK, used_names

ABSENT = object()
ANY_NAME = {"globals", "eval", "exec", "vars"}  # who calls one of these may use any name
CONTAINERS = (list, dict, set, OrderedDict, defaultdict, Counter, deque)
DEFAULTS = ("__defaults__", "__kwdefaults__")  # of a function
SHORT = 1000  # items of a list, dictionary, set or array whose contents are kept
Names = Mapping[str, Any]


class Moment:
    """What functions find when they are called: names, what some objects hold, and settings."""

    def __init__(self, namespace: Names):
        self.names = dict(namespace)
        self.held = {id(item): (item, held) for item in _keepers(namespace) if (held := _held(item)) is not None}
        self.settings = warnings.filters[:], sys.getrecursionlimit(), sys.stdout, sys.stderr

    def put_back(self, namespace: dict[str, Any], end: "Moment") -> None:
        """Make everything as it was. Names that came later stay, but for those that hide a builtin."""
        later = {name: item for name, item in end.names.items() if not hasattr(builtins, name)}
        namespace.clear()
        namespace.update(later | self.names)
        for item, held in self.held.values():
            with contextlib.suppress(Exception):  # an object of a student's may refuse
                _put_back(item, held)
        warnings.filters[:], depth, sys.stdout, sys.stderr = self.settings
        sys.setrecursionlimit(depth)

    def same_for(self, asked: Iterable[str], end: "Moment") -> bool:
        """Whether functions of these names would find nothing else at the end."""
        if self.settings != end.settings:
            return False
        used = used_names(asked, self.names)
        compared = used if ANY_NAME.isdisjoint(used) else {*self.names, *end.names}
        shared = {name: self.names[name] for name in compared if name in self.names}
        hiding = any(name in end.names and hasattr(builtins, name) for name in compared if name not in self.names)
        return not hiding and not _changed(shared, end.names) and not self._holds_other(shared.values(), end)

    def _holds_other(self, items: Iterable[Any], end: "Moment") -> bool:
        """Whether a module, or one of these items, held something else."""
        for item, held in self.held.values():
            if isinstance(item, ModuleType | type) or any(item is one for one in items):
                _, later = end.held.get(id(item), (item, held))
                if _differs(item, held, later):
                    return True
        return False


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
            end = self._end()
            self._kept[place].put_back(self._namespace, end)
            self._current = place

    def same_at_the_end(self, place: int, asked: Iterable[str]) -> bool:
        """Whether functions of these names would find nothing else at the end."""
        return place not in self._kept or self._kept[place].same_for(asked, self._end())

    def _end(self) -> Moment:
        """How things stood when the last cell had run: nothing is put back before that was kept."""
        if None not in self._kept:
            self._kept[None] = Moment(self._namespace)
        return self._kept[None]


def _keepers(namespace: Names) -> Iterator[Any]:
    """What may hold something that later cells change: builtins, what has a name, and the parts of modules (np.random
    of np)."""
    yield builtins
    for name, item in namespace.items():
        if not name.startswith("_"):
            yield item
        if _is_module(item):
            parts = (part for part in vars(item).values() if _is_module(part))
            yield from (part for part in parts if part.__name__.startswith(f"{item.__name__}."))


def _is_module(item: Any) -> bool:
    return issubclass(type(item), ModuleType)  # isinstance would ask the item, which may do anything


def _held(item: Any) -> Any:
    """What an item holds, as a copy; None for one whose contents are not kept, or that refuses."""
    try:
        return _copy(item)
    except Exception:  # an object of a student's may do anything when it is looked at
        return None


def _copy(item: Any) -> Any:
    kind = type(item)
    if isinstance(item, ModuleType):
        return vars(item).copy()
    if kind is np.ndarray:
        return item.copy() if item.size <= SHORT else None
    if kind in CONTAINERS:
        return copy.copy(item) if len(item) <= SHORT else None
    own = item.__module__ if kind in (type, FunctionType) else kind.__module__
    return _attributes(item) if own == NOTEBOOK or kind is SimpleNamespace else None


def _attributes(item: Any) -> dict[str, Any]:
    """The attributes of an object, a class or a function, with its defaults."""
    defaults = {name: getattr(item, name) for name in DEFAULTS} if type(item) is FunctionType else {}
    return defaults | vars(item)


def _put_back(item: Any, held: Any) -> None:
    """Have an item hold what it held. What a module has got since then, or keeps for itself, is left alone."""
    if isinstance(item, ModuleType):
        vars(item).update(_patched(held, vars(item)))
    elif isinstance(item, type | FunctionType):
        for name, value in _changed(held, _attributes(item)).items():
            setattr(item, name, value)
    elif isinstance(item, np.ndarray):
        item[...] = held
    else:
        target = vars(item) if type(item) not in CONTAINERS else item
        target.clear()
        (target.extend if hasattr(target, "extend") else target.update)(held)


def _differs(item: Any, held: Any, later: Any) -> bool:
    """Whether two copies of what an item held are not the same."""
    if isinstance(item, ModuleType):
        return bool(_patched(held, later))
    if isinstance(item, np.ndarray):
        return held.tobytes() != later.tobytes()
    if isinstance(held, dict):
        return bool(_changed(held, later) or _changed(later, held))
    return len(held) != len(later) or any(one is not other for one, other in zip(held, later, strict=True))


def _changed(attributes: Names, now: Names) -> dict[str, Any]:
    """The attributes that are others now, or gone, as they were."""
    return {name: value for name, value in attributes.items() if now.get(name, ABSENT) is not value}


def _patched(attributes: Names, now: Names) -> dict[str, Any]:
    """What a student may have patched in a module; what a module keeps for itself is left alone."""
    return {name: value for name, value in _changed(attributes, now).items() if not name.startswith("_")}
