"""Frozen dataclasses to frames and back. A field's type is its bound, and `parse` refuses whatever is not within it.

    Annotated[int, range(10)]    an int of this range            Annotated[float, 60.0]   a number from 0 to 60
    Annotated[str, 80]           at most 80 characters           bool, an Enum, another Record, X | None
    Annotated[tuple[X, ...], 9]  at most 9 items                 Annotated[dict[str, X], 9]   at most 9 entries
    Json                         any JSON: whoever takes it checks it
    Payload                      a value of the frame (see wire.py); all other fields travel in its header

A header names its record, and holds each of its fields and nothing else. Text can be written as UTF-8.
"""

from builtins import any  # as they are, whatever a notebook makes of them
from collections.abc import Callable, Iterator
from dataclasses import fields
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from autograder.sandbox.shared import wire
from autograder.sandbox.shared.wire import WireError

NAME = "op"  # the key under which a header names its record
KEY_LIMIT = 1000  # characters of a key
NOTHING = object()


class Record:
    """A message, or a part of one. Each subclass is a frozen dataclass."""


class _Unfit(Exception):
    """A value that is not within the bound of its field."""


R = TypeVar("R", bound=Record)
Json = Annotated[Any, "json"]
Payload = Annotated[Any, "payload"]
Read = Callable[[Any, Iterator], Any]  # makes a field of a JSON value and the frame's values that nobody took yet


class _Plan(NamedTuple):
    """How a kind of record is read and written. holders: fields in which there are other records."""

    kind: type[Record]
    payloads: tuple[str, ...]
    readers: tuple[tuple[str, Read], ...]
    holders: tuple[str, ...]


def pack(record: Record) -> bytes:
    """The bytes of a frame."""
    payloads: list[Any] = []
    header = _header(record, payloads)
    return wire.pack(header, tuple(payloads))


def parse(frame: bytes, *kinds: type[R]) -> R:
    """The record in a frame, which is one of these kinds. Raises WireError for anything else."""
    header, values = wire.unpack(frame)
    if type(values) is not tuple:
        raise WireError("a frame without a tuple of values")
    payloads = iter(values)
    record = _record_reader(kinds)(header, payloads)
    if next(payloads, NOTHING) is not NOTHING:
        raise WireError("values that the header does not describe")
    return record


def _header(record: Record, payloads: list[Any]) -> dict[str, Any]:
    plan = _plan(type(record))
    header = {NAME: plan.kind.__name__, **vars(record)}
    for name in plan.payloads:
        payloads.append(header.pop(name))
    for name in plan.holders:
        header[name] = _plain(header[name], payloads)
    return header


def _plain(item: Any, payloads: list[Any]) -> Any:
    if isinstance(item, Record):
        return _header(item, payloads)
    if isinstance(item, dict):
        return {key: _plain(part, payloads) for key, part in item.items()}
    return [_plain(part, payloads) for part in item] if isinstance(item, tuple) else item


@cache
def _plan(kind: type[Record]) -> _Plan:
    hints = get_type_hints(kind, include_extras=True)
    types = {field.name: hints[field.name] for field in fields(kind)}
    payloads = tuple(name for name, hint in types.items() if hint == Payload)
    readers = tuple((name, _reader(hint)) for name, hint in types.items() if hint != Payload)
    return _Plan(kind, payloads, readers, tuple(name for name, hint in types.items() if _holds_records(hint)))


def _holds_records(hint: Any) -> bool:
    return (isinstance(hint, type) and issubclass(hint, Record)) or any(map(_holds_records, get_args(hint)))


@cache
def _record_reader(kinds: tuple[type[Record], ...]) -> Read:
    plans = {kind.__name__: _plan(kind) for kind in kinds}

    def read(node: Any, payloads: Iterator) -> Record:
        named = node.get(NAME) if type(node) is dict else None
        plan = plans.get(named) if type(named) is str else None
        if plan is None:
            raise WireError(f"none of {', '.join(plans)}")
        if len(node) != len(plan.readers) + 1:
            raise WireError(f"{named} has other fields")
        name = ""
        try:
            given = {name: next(payloads) for name in plan.payloads}
            for name, read_field in plan.readers:
                given[name] = read_field(node[name], payloads)
        except (_Unfit, KeyError, StopIteration) as error:
            raise WireError(f"{named}.{name} is not within its bound, or not there") from error
        return plan.kind(**given)

    return read


def _reader(hint: Any) -> Read:
    kind, bound = get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, None)
    if get_origin(kind) in (Union, UnionType):
        return _either(get_args(kind))
    if hint == Json:
        return lambda node, payloads: node
    if get_origin(kind) is tuple:
        return _tuple(_reader(get_args(kind)[0]), bound)
    if get_origin(kind) is dict:
        return _dict(_reader(get_args(kind)[1]), bound)
    if issubclass(kind, Record):
        return _record_reader((kind,))
    if issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return _checked(lambda node: type(node) is str and node in members, members.get)
    return _SCALARS[kind](bound)


def _checked(fits: Callable[[Any], bool], made: Callable[[Any], Any]) -> Read:
    def read(node: Any, payloads: Iterator) -> Any:
        if fits(node):
            return made(node)
        raise _Unfit

    return read


def _same(node: Any) -> Any:
    return node


_SCALARS: dict[type, Callable[[Any], Read]] = {
    bool: lambda bound: _checked(lambda node: type(node) is bool, _same),
    int: lambda bound: _checked(lambda node: type(node) is int and node in bound, _same),
    float: lambda bound: _checked(lambda node: type(node) in (float, int) and 0 <= node <= bound, _same),  # no NaN
    str: lambda bound: _checked(lambda node: type(node) is str and len(node) <= bound, _utf8),
}


def _utf8(text: str) -> str:
    """JSON may carry half a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _either(hints: tuple[Any, ...]) -> Read:
    """One of several records, or anything or None."""
    some = tuple(hint for hint in hints if hint is not NoneType)
    read = _reader(some[0]) if len(some) == 1 else _record_reader(some)
    if len(some) == len(hints):
        return read
    return lambda node, payloads: None if node is None else read(node, payloads)


def _tuple(read_item: Read, most: int) -> Read:
    def read(node: Any, payloads: Iterator) -> tuple:
        if type(node) is not list or len(node) > most:
            raise _Unfit
        return tuple([read_item(item, payloads) for item in node])

    return read


def _dict(read_item: Read, most: int) -> Read:
    def read(node: Any, payloads: Iterator) -> dict[str, Any]:
        if type(node) is not dict or len(node) > most or any(len(key) > KEY_LIMIT for key in node):
            raise _Unfit
        return {_utf8(key): read_item(item, payloads) for key, item in node.items()}

    return read
