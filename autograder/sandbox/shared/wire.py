"""Frames: a JSON header and values, as bytes.

A frame is a 4-byte length, a 4-byte header length, a JSON header and the raw bytes of the arrays that the header
describes. Nothing is ever unpickled or evaluated. Both ends use this module, but only the judge relies on its checks:
a forged frame raises `WireError` or decodes to a wrong answer, never to anything else.

A value is an array (kinds b, i, u, f, c), a bool, int, float or None, or lists and tuples of values. Anything else
travels as `Opaque`, which carries only the name of its type.
"""

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

FRAME_LIMIT = 32 << 20  # bytes; the largest honest frame is one cell's outputs, about 10 MiB
HEADER_LIMIT = 16 << 20  # bytes of JSON; a cell's outputs (base64 pictures) travel in the header
NODE_LIMIT = 50_000  # values in one frame; a nested list of 200 x 200 numbers has 40,200
PART_LIMIT = 1_000_000  # commas and brackets of a header's JSON; each can make Python objects of some 120 bytes
DEPTH_LIMIT = 16  # levels of lists in lists
NDIM_LIMIT = 8
KINDS = "biufc"
JSON = json.JSONEncoder(separators=(",", ":"))


class WireError(Exception):
    """The other end sent something that is no frame, or stopped in the middle of one."""


class Closed(WireError):
    """The other end is gone."""


@dataclass(frozen=True)
class Opaque:
    """A value that cannot cross the channel: only the name of its type did."""

    type_name: str


def pack(header: dict, value: Any = None) -> bytes:
    """Return the bytes of one frame (without its length)."""
    blobs: list[bytes] = []
    text = JSON.encode({**header, "value": _encode(value, blobs)}).encode()
    return b"".join([struct.pack("!I", len(text)), text, *blobs])


def unpack(frame: bytes) -> tuple[dict, Any]:
    """Return (header, value) of one frame. Raises WireError for anything malformed."""
    if len(frame) < 4:
        raise WireError("a frame without a header")
    (size,) = struct.unpack_from("!I", frame)
    if size > min(HEADER_LIMIT, len(frame) - 4):
        raise WireError(f"a header of {size} bytes in a frame of {len(frame)}")
    text = frame[4 : 4 + size]
    if _parts(text) > PART_LIMIT and _parts(_outside_strings(text)) > PART_LIMIT:
        raise WireError("a header with too many parts")
    try:
        header = json.loads(text.decode())  # json would take bytes of UTF-16 too, in which parts hide from the count
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is no JSON") from error
    if not isinstance(header, dict) or "value" not in header:
        raise WireError("a header that is no object with a value")
    reader = _Reader(frame, 4 + size)
    value = reader.decode(header.pop("value"))
    if reader.offset != len(frame):
        raise WireError("bytes that the header does not describe")
    return header, value


def _parts(text: bytes) -> int:
    """At least as many as a JSON text has containers and values; what its strings hold is counted too."""
    return sum(map(text.count, (b"[", b"{", b",")))


def _outside_strings(text: bytes) -> bytes:
    """What is left of a JSON text without its strings. Raises WireError for too many, which would take memory here."""
    plain = text.replace(rb"\\", b"").replace(rb"\"", b"")
    if plain.count(b'"') > PART_LIMIT:
        raise WireError("a header with too many strings")
    return b"".join(plain.split(b'"')[::2])


def _encode(value: Any, blobs: list[bytes], depth: int = 0) -> Any:
    """JSON node of `value`; the bytes of its arrays are appended to `blobs`."""
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int:
        return value if abs(value) < 2**63 else {"opaque": "int"}
    if isinstance(value, (list, tuple)) and depth < DEPTH_LIMIT:
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_encode(item, blobs, depth + 1) for item in value]}
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype.kind == "O":  # an object array of numbers is as good as a nested list of them
            return _encode(array.tolist(), blobs, depth + 1)
        if array.dtype.kind in KINDS and array.dtype.itemsize <= 16:
            array = array.astype(array.dtype.newbyteorder("<"), copy=False)
            blobs.append(array.tobytes())
            return {"array": [array.dtype.str, list(array.shape)]}
    return {"opaque": value.type_name if isinstance(value, Opaque) else type(value).__name__[:80]}


class _Reader:
    """Turns JSON nodes back into values, checking every size before it reads."""

    def __init__(self, frame: bytes, offset: int):
        self.frame, self.offset, self.nodes = frame, offset, 0

    def decode(self, node: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if self.nodes > NODE_LIMIT or depth > DEPTH_LIMIT + 1:
            raise WireError("a value with too many parts")
        if node is None or type(node) in (bool, int, float):
            return node
        if isinstance(node, dict) and len(node) == 1:
            ((kind, body),) = node.items()
            if kind in ("list", "tuple") and isinstance(body, list):
                items = [self.decode(item, depth + 1) for item in body]
                return tuple(items) if kind == "tuple" else items
            if kind == "array":
                return self._array(body)
            if kind == "opaque" and isinstance(body, str):
                return Opaque(body[:80].encode("utf-8", "replace").decode())  # JSON may carry half a surrogate pair
        raise WireError("a value of no known kind")

    def _array(self, body: Any) -> np.ndarray:
        dtype, shape = _dtype_and_shape(body)
        size = math.prod(shape) * dtype.itemsize
        if size > len(self.frame) - self.offset:
            raise WireError("an array larger than its frame")
        try:
            array = np.frombuffer(self.frame, dtype, math.prod(shape), self.offset).reshape(shape)
        except ValueError as error:  # no elements in dimensions too large for numpy
            raise WireError("an array of impossible shape") from error
        self.offset += size
        return array.astype(dtype.newbyteorder("="))  # a copy: writable, aligned, in the machine's byte order


def _dtype_and_shape(body: Any) -> tuple[np.dtype, Sequence[int]]:
    if not (isinstance(body, list) and len(body) == 2 and isinstance(body[0], str) and isinstance(body[1], list)):
        raise WireError("an array without dtype and shape")
    text, shape = body
    if len(text) > 4 or len(text) < 3 or text[0] not in "<|" or text[1] not in KINDS or not text[2:].isdigit():
        raise WireError(f"an array of dtype {text[:20]!r}")
    if len(shape) > NDIM_LIMIT or not all(type(n) is int and 0 <= n < 2**31 for n in shape):
        raise WireError("an array of impossible shape")
    try:
        return np.dtype(text), shape
    except TypeError as error:
        raise WireError(f"an array of dtype {text!r}") from error
