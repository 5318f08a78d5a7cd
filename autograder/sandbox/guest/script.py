"""What a child does for the judge: the steps of a script on the student's objects."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from types import FunctionType
from typing import Any

import numpy as np

from autograder.sandbox.guest.stubs import arguments, by_role, copied, method_of, replace
from autograder.sandbox.shared.scripts import (
    CallPath,
    GetAttribute,
    MakeObject,
    SetAttribute,
    Step,
    TellCalls,
    WatchCalls,
)
from autograder.sandbox.shared.wire import FRAME_LIMIT, WireError


def perform(namespace: dict[str, Any], steps: Sequence[Step]) -> list:
    """Run the steps and return their results. Raises whatever student code does, and WireError when the results are
    too large."""
    made: dict[str, Any] = {}
    results: list[Any] = []
    room = FRAME_LIMIT // 2
    calls = _Calls()
    with ExitStack() as undo:
        for step in steps:
            match step:
                case MakeObject():
                    made[step.variable] = namespace[step.class_name](*step.args)
                    continue
                case SetAttribute():
                    owner, _, attribute = step.path.rpartition(".")
                    setattr(_found(namespace, made, owner), attribute, step.value)
                    continue
                case WatchCalls():
                    calls.watch(namespace, made, step.path, step.roles, undo)
                    continue
                case GetAttribute():
                    result = _found(namespace, made, step.path)
                case CallPath():
                    result = _found(namespace, made, step.path)(*step.args)
                case TellCalls():
                    result = list(calls.ended)
            if isinstance(result, np.ndarray):
                room -= result.nbytes
                if room < 0:
                    raise WireError("the results are too large for a frame")
                result = result.copy()  # as it is now: a later step may change it
            results.append(result)
    return results


def _found(namespace: Mapping[str, Any], made: Mapping[str, Any], path: str) -> Any:
    first, *rest = path.split(".")
    item = made[first] if first in made else namespace[first]
    for part in rest:
        item = item[int(part)] if part.isdigit() else getattr(item, part)
    return item


class _Calls:
    """What the student's own functions and objects were given and gave, as far as there is room for it."""

    def __init__(self):
        self.ended: list[list] = []
        self._watched: list[tuple[Any, Sequence[str]]] = []  # functions and objects, and the roles that are kept
        self._classes: set[type] = set()
        self._room = FRAME_LIMIT // 4

    def watch(self, namespace: dict, made: Mapping[str, Any], path: str, roles: Sequence[str], undo: ExitStack) -> None:
        """Watch a function, or an object through all methods of its class, until `undo` is done."""
        first = path.partition(".")[0]
        own = copied(_found(namespace, made, path) if first in made or first in namespace else None)
        self._watched.append((own, roles))
        if isinstance(own, FunctionType):
            replace(namespace, path, self._watching(own), undo)
        elif first in made and type(own) not in self._classes:
            self._classes.add(type(own))
            self._watch_class(type(own), undo)

    def _watch_class(self, own: type, undo: ExitStack) -> None:
        for method in {name for item in own.__mro__[:-1] for name in vars(item)}:
            mine = method_of(own, method)
            if isinstance(mine, FunctionType) and (method == "__call__" or not method.startswith("__")):
                inherited = method not in vars(own)
                undo.callback(*(delattr, own, method) if inherited else (setattr, own, method, mine))
                setattr(own, method, self._watching(mine, is_method=True))

    def _watching(self, own: Callable, is_method: bool = False) -> Callable:
        def call(*args: Any, **kwargs: Any) -> Any:
            subject = args[0] if is_method and args else own
            number = next((number for number, (item, _) in enumerate(self._watched) if item is subject), None)
            if number is None:
                return own(*args, **kwargs)
            _, roles = self._watched[number]
            given = arguments(own, *args, **kwargs) or list(zip(roles, args[is_method:], strict=False))
            found = by_role(roles, [pair for pair in given if pair[1] is not subject])
            before = [self._copy(found.get(role)) for role in roles]  # his own may change them
            result = own(*args, **kwargs)
            if self._room > 0:
                self.ended.append([number, before, self._copy(result)])
            return result

        return call

    def _copy(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            self._room -= value.nbytes
            return value.copy() if self._room > 0 else None
        return value
