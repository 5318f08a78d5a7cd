"""What a child does for the judge: the steps of a script on the student's objects, and stand-ins for what is lent."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.sandbox.wire import FRAME_LIMIT, WireError

Ask = Callable[[dict, tuple], Any]  # sends a call-back and returns the answer; raises what is refused
_EITHER = inspect.Parameter.POSITIONAL_OR_KEYWORD


def perform(namespace: Mapping[str, Any], rows: Sequence[Sequence[str]], values: Sequence[Any]) -> list:
    """Run the steps (autograder/steps.py packs them) and return their results. Raises whatever student code does,
    and WireError when the results are too large."""
    made: dict[str, Any] = {}
    results: list[Any] = []
    room = FRAME_LIMIT // 2
    for (kind, path, *names), value in zip(rows, values, strict=True):
        if kind == "new":
            made[path] = namespace[names[0]](*value)
        elif kind == "set":
            owner, _, attribute = path.rpartition(".")
            setattr(_found(namespace, made, owner), attribute, value)
        else:
            found = _found(namespace, made, path)
            result = found if kind == "get" else found(*value)
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


def stand_ins(announced: Mapping[str, Sequence | None], ask: Ask) -> dict[str, Any]:
    """What takes the place of the student's functions and classes: each call is a question to the judge."""
    return {name: _class(name, *parts, ask) if parts else _function(name, ask) for name, parts in announced.items()}


def _function(name: str, ask: Ask) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        return ask({"name": name, "keywords": list(kwargs), "attributes": []}, (*args, *kwargs.values()))

    call.__name__ = call.__qualname__ = name
    return call


def _class(name: str, parameters: Sequence[str], methods: Sequence[str], ask: Ask) -> type:
    signature = inspect.Signature([inspect.Parameter(item, _EITHER) for item in ("self", *parameters)])

    def create(self: Any, *args: Any, **kwargs: Any) -> None:
        held = signature.bind(self, *args, **kwargs).arguments
        vars(self).update({item: held[item] for item in parameters})

    return type(name, (), {"__init__": create, **{method: _method(f"{name}.{method}", ask) for method in methods}})


def _method(name: str, ask: Ask) -> Callable:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        question = {"name": name, "keywords": list(kwargs), "attributes": list(vars(self))}
        return ask(question, (*vars(self).values(), *args, *kwargs.values()))

    return call
