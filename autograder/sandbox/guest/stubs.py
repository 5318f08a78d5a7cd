"""Stubs, which take the place of a student's functions and classes for the length of one script and ask the judge.

A stub takes what the student's own takes: a call is bound to his own signature, and what the judge needs is found
in it by name, then by order. A signature that lies hurts only him.
"""

import inspect
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from types import FunctionType
from typing import Any

from autograder.sandbox.shared.messages import Callback, CallbackRefused, CallbackResult
from autograder.sandbox.shared.scripts import ClassStub, Roles, Stub

Ask = Callable[[Callback], Any]  # returns what the judge computes; raises ValueError for what it refuses
REDIRECTED = "_stub_"  # begins the name that a redirected function calls
LEAST = 3  # letters by which `mask` is known in `mascara` and in `attn_mask`
_EITHER = inspect.Parameter.POSITIONAL_OR_KEYWORD


@contextmanager
def provided(namespace: dict[str, Any], stubs: Mapping[str, Stub], ask: Ask) -> Iterator[None]:
    """Put stubs in the place of what has their names, then put back what was there.

    Classes that the student derived from one that is provided derive from its stub meanwhile.
    """
    with ExitStack() as undo:
        for name, about in stubs.items():
            own = copied(namespace.get(name))
            if isinstance(about, ClassStub):
                stub = _class(name, own, about, ask)
                _adopt(own, stub, undo)
            else:
                stub = _function(name, own, about.roles, ask)
            replace(namespace, name, stub, undo)
        yield


def value_of(answer: CallbackResult | CallbackRefused) -> Any:
    """What the judge computed. Raises ValueError for what it refused."""
    if isinstance(answer, CallbackRefused):
        raise ValueError(answer.message)
    return answer.value


def replace(namespace: dict[str, Any], name: str, stub: Any, undo: ExitStack) -> None:
    """Put a stub under a name, and under all others that the same thing has.

    A function of the notebook calls it too, for whoever kept the function itself: as a default, in a partial.
    """
    own = namespace.get(name)
    names = {name, *(other for other, item in namespace.items() if item is own and own is not None)}
    if isinstance(own, FunctionType) and own.__globals__ is namespace and not own.__code__.co_freevars:
        _redirect(own, stub, undo)
    undo.callback(namespace.update, {other: namespace[other] for other in names if other in namespace})
    undo.callback(namespace.pop, name, None)
    namespace.update(dict.fromkeys(names, stub))


def copied(own: Any) -> Any:
    """A function as it is now, whatever becomes of it; anything else is returned as it is."""
    if not isinstance(own, FunctionType):
        return own
    copy = FunctionType(own.__code__, own.__globals__, own.__name__, own.__defaults__, own.__closure__)
    copy.__kwdefaults__ = own.__kwdefaults__
    return copy


def _redirect(own: FunctionType, stub: Any, undo: ExitStack) -> None:
    """Have a function call its stub, until `undo` is done."""
    for part in ("__code__", "__defaults__", "__kwdefaults__"):
        undo.callback(setattr, own, part, getattr(own, part))
    variable = f"{REDIRECTED}{id(own)}"
    own.__globals__[variable] = stub
    undo.callback(own.__globals__.pop, variable, None)
    own.__code__ = _redirected.__code__.replace(co_names=(variable,))
    own.__defaults__ = own.__kwdefaults__ = None


def _redirected(*given: Any, **named: Any) -> Any:
    return REDIRECTED(*given, **named)  # under the name of its stub


def _adopt(own: Any, stub: type, undo: ExitStack) -> None:
    for heir in type.__subclasses__(own) if isinstance(own, type) else ():
        bases = heir.__bases__
        with suppress(TypeError):  # objects of another layout, such as arrays
            heir.__bases__ = tuple(stub if base is own else base for base in bases)
            undo.callback(setattr, heir, "__bases__", bases)


def _function(name: str, own: Any, roles: Roles | None, ask: Ask) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = _fitted(own, roles, args, kwargs)
        return ask(Callback(name, (), tuple(kwargs), (*args, *kwargs.values())))

    call.__name__ = call.__qualname__ = name
    return call


def _class(name: str, own: Any, about: ClassStub, ask: Ask) -> type:
    """A class whose objects hold the constructor's arguments and what is set, and whose methods ask the judge.

    What else the student's objects have, they have too: his other methods run on them, and his constructor runs when
    something is asked for that only it makes; one that breaks costs nothing before.
    """
    plain = inspect.Signature([inspect.Parameter(item, _EITHER) for item in about.parameters])
    needed = dict.fromkeys(about.parameters, True)

    def create(self: Any, *args: Any, **kwargs: Any) -> None:
        fitting, named = _fitted(own, needed, args, kwargs)
        vars(self).update(plain.bind(*fitting, **named).arguments, _made_of=(args, kwargs))

    def missing(self: Any, attribute: str) -> Any:
        if attribute.startswith("__") or "_made_of" not in vars(self) or not isinstance(own, type):
            raise AttributeError(f"{name!r} object has no attribute {attribute!r}")
        found = method_of(own, attribute)
        if found is not None:
            return found.__get__(self, type(self)) if hasattr(found, "__get__") else found
        if "_own" not in vars(self):
            args, kwargs = self._made_of
            vars(self)["_own"] = own(*args, **kwargs)
        return getattr(self._own, attribute)

    return type(name, (), {"__init__": create, "__getattr__": missing, **_methods(name, own, about, ask)})


def _methods(name: str, own: Any, about: ClassStub, ask: Ask) -> dict[str, Callable]:
    """The provided methods, by name. One that passes on to the first, as __call__ to forward, is the student's."""
    first, kept, made = next(iter(about.methods), ""), (*about.parameters, *about.attributes), {}
    for method, stub in about.methods.items():
        mine = method_of(own, method)
        passes_on = method != first and first in getattr(getattr(mine, "__code__", None), "co_names", ())
        taken = mine if mine is not None else method_of(own, first)
        made[method] = mine if passes_on else _method(f"{name}.{method}", taken, stub.roles, kept, ask)
    return made


def _method(name: str, own: Any, roles: Roles | None, kept: Sequence[str], ask: Ask) -> Callable:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = _fitted(own, roles, args, kwargs, self)
        held = {item: vars(self)[item] for item in kept if item in vars(self)}
        return ask(Callback(name, tuple(held), tuple(kwargs), (*held.values(), *args, *kwargs.values())))

    return call


def method_of(own: Any, name: str) -> Any:
    """What a class or one that it derives from defines under a name, as it is defined; None if there is nothing."""
    classes = own.__mro__[:-1] if isinstance(own, type) else ()
    return next((vars(item)[name] for item in classes if name in vars(item)), None)


def _fitted(own: Any, roles: Roles | None, args: tuple, kwargs: dict, *itself: Any) -> tuple[tuple, dict]:
    """A call of the student's own as one of the judge's, with None for what the judge needs and his own does not.

    As it is where his own would not take it.
    """
    given = arguments(own, *itself, *args, **kwargs)
    if given is None or roles is None:
        return args, kwargs
    lacking = {role: None for role, needed in roles.items() if needed}
    return (), lacking | by_role(list(roles), given[len(itself) :])


def arguments(own: Any, *args: Any, **kwargs: Any) -> list[tuple[str, Any]] | None:
    """What a call gives to a student's function, by the names that it has there; None if it takes no such call."""
    try:
        bound = _signature(own).bind(*args, **kwargs)
    except (TypeError, ValueError):  # no such call, nothing callable or hashable, or a built-in without a signature
        return None
    given: list[tuple[str, Any]] = []
    for name, value in bound.arguments.items():
        kind = bound.signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            given += [(f"{name} {place}", item) for place, item in enumerate(value)]
        else:
            given += value.items() if kind is inspect.Parameter.VAR_KEYWORD else [(name, value)]
    return given


_signature = lru_cache(maxsize=64)(inspect.signature)  # a layer calls the same functions again and again


def by_role(roles: Sequence[str], given: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Which argument plays which role: by its name, then by its place. What is left over is left out."""
    left, found = dict(given), {}
    longest = sorted(roles, key=len, reverse=True)  # key_mask is a mask before it is a K
    for alike in (str.__eq__, _alike):
        for role in (role for role in longest if role not in found):
            name = next((name for name in left if alike(_letters(name), _letters(role))), None)
            if name is not None:
                found[role] = left.pop(name)
    return found | dict(zip([role for role in roles if role not in found], left.values(), strict=False))


def _alike(name: str, role: str) -> bool:
    """Q is known in query, and mask in attn_mask or mascara."""
    return role[:LEAST] in name if len(role) >= LEAST else name.startswith(role)


def _letters(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
