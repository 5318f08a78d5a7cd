"""Functions and classes that the judge lends to student code: computed here, on arguments that are the student's."""

import inspect
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from autograder.judge.run.cell_outputs import text_of
from autograder.rubric import Lent, Provided, Refusal


def announced(provide: Provided) -> dict[str, Any]:
    """What the student's side must put in place: names, and what each takes (see sandbox/guest/stand_ins.py)."""
    return {name: _class(item) if isinstance(item, Lent) else _roles(item) for name, item in provide.items()}


def _class(item: Lent) -> list:
    methods = {name: _roles(function, 1) for name, function in item.methods}
    return [dict.fromkeys(item.parameters, True), list(item.attributes), methods]


def _roles(function: Callable, held: int = 0) -> dict[str, bool] | None:
    """The names of a lent function's parameters, and whether each is needed; None where it takes any number."""
    parameters = _parameters(function)[held:]
    variable = any(one.kind is one.VAR_POSITIONAL for one in parameters)
    return None if variable else {one.name: one.default is one.empty for one in parameters}


def _parameters(function: Callable) -> list[inspect.Parameter]:
    """What is left to give to a function, or to a partial: of that one no signature is kept, for it is made anew."""
    if not isinstance(function, partial):
        return list(_signature(function).parameters.values())
    left = _parameters(function.func)[len(function.args) :]
    return [one for one in left if one.name not in function.keywords]


def lend(provide: Provided, header: dict, value: Any) -> tuple[dict, Any]:
    """Answer a call-back: (header, value) of the reply. The lent function checks what its arguments are."""
    name, keywords, attributes = text_of(header.get("name"), 200), header.get("keywords"), header.get("attributes")
    function = _function(provide, name)
    if function is None or not isinstance(value, tuple) or not (_names(keywords) and _names(attributes)):
        return {"op": "refuse", "message": "no such function is provided"}, None
    held, given = len(attributes), len(value) - len(keywords)
    if held > given:
        return {"op": "refuse", "message": "malformed arguments"}, None
    named = dict(zip(keywords, value[given:], strict=True))
    own = (dict(zip(attributes, value[:held], strict=True)),) if "." in name else value[:held]
    arguments = (*own, *value[held:given])
    try:
        _fit(function, *arguments, **named)
    except TypeError as error:
        return {"op": "refuse", "message": f"{name}: {error}"}, None
    try:
        return {"op": "lend"}, function(*arguments, **named)
    except Refusal as refusal:
        return {"op": "refuse", "message": str(refusal)}, None


def _fit(function: Callable, *arguments: Any, **named: Any) -> None:
    """Raise TypeError unless the function, or the one behind a partial, takes these arguments."""
    if isinstance(function, partial):
        _fit(function.func, *function.args, *arguments, **function.keywords, **named)
    else:
        _signature(function).bind(*arguments, **named)


_signature = lru_cache(maxsize=64)(inspect.signature)


def _function(provide: Provided, name: str) -> Callable | None:
    """The function behind a name: a lent one, or for "Class.method" that method."""
    owner, _, method = name.partition(".")
    item = provide.get(owner)
    if isinstance(item, Lent):
        return dict(item.methods).get(method)
    return None if method else item


def _names(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, str) for item in items)
