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
Write = Callable[[Any, list], Any]  # makes a JSON value of a field, and adds to the frame's values


class _Plan(NamedTuple):
    """How a kind of record is read and written. writers: of fields in which there are other records."""

    kind: type[Record]
    payloads: tuple[str, ...]
    readers: tuple[tuple[str, Read], ...]
    writers: tuple[tuple[str, Write], ...]


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
    kind, payload_names, _, writers = _plan(type(record))
    header = {NAME: kind.__name__, **vars(record)}
    for name in payload_names:
        payloads.append(header.pop(name))
    for name, write in writers:
        header[name] = write(header[name], payloads)
    return header


@cache
def _plan(kind: type[Record]) -> _Plan:
    hints = get_type_hints(kind, include_extras=True)
    types = {field.name: hints[field.name] for field in fields(kind)}
    payloads = tuple(name for name, hint in types.items() if hint == Payload)
    readers = tuple((name, _reader(hint)) for name, hint in types.items() if hint != Payload)
    writers = tuple((name, _writer(hint)) for name, hint in types.items() if _holds_records(hint))
    return _Plan(kind, payloads, readers, writers)


def _holds_records(hint: Any) -> bool:
    return (isinstance(hint, type) and issubclass(hint, Record)) or any(map(_holds_records, get_args(hint)))


def _writer(hint: Any) -> Write:
    kind, _ = _kind_and_bound(hint)
    if get_origin(kind) is tuple:
        return lambda field, payloads: [_header(item, payloads) for item in field]
    if get_origin(kind) is dict:
        return lambda field, payloads: {key: _header(item, payloads) for key, item in field.items()}
    return lambda field, payloads: None if field is None else _header(field, payloads)


@cache
def _record_reader(kinds: tuple[type[Record], ...]) -> Read:
    plans = {kind.__name__: _plan(kind)[:3] for kind in kinds}

    def read(node: Any, payloads: Iterator) -> Record:
        named = node.get(NAME) if type(node) is dict else None
        if type(named) is not str or named not in plans:
            raise WireError(f"none of {', '.join(plans)}")
        kind, payload_names, readers = plans[named]
        if len(node) != len(readers) + 1:
            raise WireError(f"{named} has other fields")
        record, name = object.__new__(kind), ""
        given = vars(record)  # filled here: the constructor of a frozen dataclass takes as long as all the rest
        try:
            for name in payload_names:
                given[name] = next(payloads)
            for name, read_field in readers:
                given[name] = read_field(node[name], payloads)
        except (_Unfit, KeyError, StopIteration) as error:
            raise WireError(f"{named}.{name} is not within its bound, or not there") from error
        return record

    return read


def _kind_and_bound(hint: Any) -> tuple[Any, Any]:
    return get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, None)


def _reader(hint: Any) -> Read:
    kind, bound = _kind_and_bound(hint)
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
        return _enum(kind)
    return _scalar(kind, bound)


def _scalar(kind: type, bound: Any) -> Read:
    """A bool, a number or text, in one call: a submission has some 300 of them."""

    def read_bool(node: Any, payloads: Iterator) -> bool:
        if type(node) is bool:
            return node
        raise _Unfit

    def read_int(node: Any, payloads: Iterator) -> int:
        if type(node) is int and node in bound:
            return node
        raise _Unfit

    def read_float(node: Any, payloads: Iterator) -> float:
        if type(node) in (float, int) and 0 <= node <= bound:  # no NaN
            return node
        raise _Unfit

    def read_text(node: Any, payloads: Iterator) -> str:
        if type(node) is str and len(node) <= bound:
            return node if node.isascii() else _utf8(node)
        raise _Unfit

    return {bool: read_bool, int: read_int, float: read_float, str: read_text}[kind]


def _enum(kind: type[Enum]) -> Read:
    members = {member.value: member for member in kind}

    def read(node: Any, payloads: Iterator) -> Enum:
        if type(node) is str and node in members:
            return members[node]
        raise _Unfit

    return read


def _utf8(text: str) -> str:
    """JSON may carry half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


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
