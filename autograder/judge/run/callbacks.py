"""Functions and classes that the judge provides to student code: computed here, on arguments that are the student's."""

import inspect
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from autograder.rubric import Lent, Provided, Refusal
from autograder.sandbox.shared.messages import MESSAGE_LIMIT, Callback, CallbackRefused, CallbackResult
from autograder.sandbox.shared.scripts import ClassStub, FunctionStub, Stub


def stub_specs(provide: Provided) -> dict[str, Stub]:
    """What the student's side must put in place, by name."""
    return {name: _class(item) if isinstance(item, Lent) else _function(item) for name, item in provide.items()}


def _class(item: Lent) -> ClassStub:
    methods = {name: _function(function, 1) for name, function in item.methods}
    return ClassStub(item.parameters, item.attributes, methods)


def _function(function: Callable, held: int = 0) -> FunctionStub:
    """held: how many of its parameters the judge fills in."""
    parameters = _parameters(function)[held:]
    variable = any(one.kind is one.VAR_POSITIONAL for one in parameters)
    return FunctionStub(None if variable else {one.name: one.default is one.empty for one in parameters})


def _parameters(function: Callable) -> list[inspect.Parameter]:
    """What is left to give to a function, or to a partial: of that one no signature is kept, for it is made anew."""
    if not isinstance(function, partial):
        return list(_signature(function).parameters.values())
    left = _parameters(function.func)[len(function.args) :]
    return [one for one in left if one.name not in function.keywords]


def answer_callback(provide: Provided, callback: Callback) -> CallbackResult | CallbackRefused:
    """Compute what is provided. The function itself checks what its arguments are."""
    name, attributes, keywords, values = callback.name, callback.attributes, callback.keywords, callback.values
    function = _provided(provide, name)
    if function is None or not isinstance(values, tuple):
        return CallbackRefused("no such function is provided")
    held, given = len(attributes), len(values) - len(keywords)
    if held > given:
        return CallbackRefused("malformed arguments")
    named = dict(zip(keywords, values[given:], strict=True))
    own = (dict(zip(attributes, values[:held], strict=True)),) if "." in name else values[:held]
    arguments = (*own, *values[held:given])
    try:
        _fit(function, *arguments, **named)
    except TypeError as error:
        return CallbackRefused(f"{name}: {error}"[:MESSAGE_LIMIT])
    try:
        return CallbackResult(function(*arguments, **named))
    except Refusal as refusal:
        return CallbackRefused(str(refusal)[:MESSAGE_LIMIT])


def _fit(function: Callable, *arguments: Any, **named: Any) -> None:
    """Raise TypeError unless the function, or the one behind a partial, takes these arguments."""
    if isinstance(function, partial):
        _fit(function.func, *function.args, *arguments, **function.keywords, **named)
    else:
        _signature(function).bind(*arguments, **named)


_signature = lru_cache(maxsize=64)(inspect.signature)


def _provided(provide: Provided, name: str) -> Callable | None:
    """The function behind a name: one that is provided, or for "Class.method" that method."""
    owner, _, method = name.partition(".")
    item = provide.get(owner)
    if isinstance(item, Lent):
        return dict(item.methods).get(method)
    return None if method else item
