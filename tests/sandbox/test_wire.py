"""The channel: honest values survive, and whatever else arrives is a WireError."""

import json
import random
import socket
import struct
import time
import tracemalloc

import numpy as np
import pytest

from autograder.sandbox.shared.channel import Channel
from autograder.sandbox.shared.messages import CallbackResult, Written
from autograder.sandbox.shared.wire import (
    FRAME_LIMIT,
    NDIM_LIMIT,
    NODE_LIMIT,
    PART_LIMIT,
    Closed,
    Opaque,
    WireError,
    pack,
    unpack,
)


def round_trip(value):
    return unpack(pack({}, value))[1]


def same(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or a != a)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        2.5,
        float("nan"),
        float("inf"),
        (),
        [1, (2.0, None)],
        np.arange(6.0).reshape(2, 3),
        np.arange(6, dtype=np.int8).reshape(3, 2).T,
        np.ones((2, 0, 3), dtype=np.float32),
        np.array(3.5),
        np.array([1 + 2j]),
        np.array([True, False]),
        (np.eye(2), np.eye(3, dtype=np.float16)),
    ],
    ids=repr,
)
def test_values_survive_the_channel(value):
    assert same(round_trip(value), value)


def test_big_endian_arrays_arrive_in_native_order():
    array = np.arange(4, dtype=">f8")
    assert np.array_equal(round_trip(array), array)


def test_an_object_array_of_numbers_arrives_as_a_nested_list():
    assert round_trip(np.array([[1.0, 2], [3, 4]], dtype=object)) == [[1.0, 2], [3, 4]]


@pytest.mark.parametrize(
    "value", ["text", {"a": 1}, {1}, object(), 2**70, b"bytes", range(3)], ids=lambda v: type(v).__name__
)
def test_anything_else_is_named_by_its_type(value):
    assert round_trip(value) == Opaque(type(value).__name__)


def test_a_list_that_holds_itself_does_not_hang():
    endless = []
    endless.append(endless)
    assert isinstance(round_trip(endless), list)


def frame(header, blobs=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("!I", len(text)) + text + blobs


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff\xff",
        frame(b"no json"),
        frame(b"[" * 100_000),
        frame(b"\xff\xfe"),
        frame([1, 2]),
        frame({"op": "result"}),
        frame({"value": "text"}),
        frame({"value": {"array": ["|O", [1]]}}, b"\x80\x04."),
        frame({"value": {"array": ["|V8", [1]]}}, b"12345678"),
        frame({"value": {"array": ["<f8", [10**9, 10**9, 10**9]]}}),
        frame({"value": {"array": ["<f8", [-1]]}}),
        frame({"value": {"array": ["<f8", [0, 2**31 - 1, 2**31 - 1, 2**31 - 1]]}}),
        frame({"value": {"array": ["<f8", [True]]}}, b"12345678"),
        frame({"value": {"array": ["<f8", [1] * 20]}}, b"12345678"),
        frame({"value": {"array": ["<f8", [2]]}}, b"12345678"),
        frame({"value": {"array": ["<f8", [1]]}}, b"12345678 and more"),
        frame({"value": {"array": ["<f9", [1]]}}, b"123456789"),
        frame({"value": {"list": [0] * 100_000}}),
        frame({"value": {"list": [], "tuple": []}}),
        frame({"value": {"pickle": "gASVAAAA"}}),
    ],
)
def test_malformed_frames_are_wire_errors(data):
    with pytest.raises(WireError):
        unpack(data)


CROWDS = {
    "lists": b"[]," * 5_000_000,
    "objects": b'{"a":0},' * 1_900_000,
    "words": b'"ab",' * 3_000_000,
    "after a quote in a string": rb'"\\\"",' + b"[]," * 5_000_000,
    "in a string that never ends": b'"' + b"[]," * 5_000_000,
}


@pytest.mark.parametrize("crowd", CROWDS.values(), ids=CROWDS)
def test_a_crowd_of_small_things_is_refused_before_it_takes_memory(crowd):
    data = frame(b'{"value": null, "a": [' + crowd + b"0]}")
    tracemalloc.start()
    with pytest.raises(WireError):
        unpack(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * len(data)


def test_parts_do_not_hide_in_another_encoding():
    with pytest.raises(WireError, match="no JSON"):
        unpack(frame('{"value": null}'.encode("utf-16-le")))


PICTURE, PAGE = "iVBORw0KGgo=" * 900_000, '[1, "a\\\\", {"b": 2}],\n' * 200_000
OUTPUTS = {
    "pictures": {"outputs": [{"data": {"image/png": PICTURE}}]},
    "a page of commas, brackets, quotes and backslashes": {"outputs": [{"data": {"text/html": PAGE}}]},
    "lines of tracebacks and many small outputs": {
        "outputs": [{"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}] * 20_000,
        "traceback": ["linha 1, em f"] * 60_000,
    },
}


@pytest.mark.parametrize("outputs", OUTPUTS.values(), ids=OUTPUTS)
def test_the_largest_outputs_of_an_honest_cell_arrive(outputs):
    assert unpack(pack(outputs)) == (outputs, None)


def test_the_most_values_of_one_frame_have_room_in_its_header():
    frame = pack({}, [np.ones((1,) * NDIM_LIMIT)] * 1000)
    assert sum(frame.count(part) for part in (b"[", b"{", b",")) * NODE_LIMIT / 1000 < PART_LIMIT


def test_mutated_frames_decode_or_raise_wire_error_and_nothing_else():
    rng = random.Random(8)
    good = pack({"op": "result"}, (np.arange(6.0).reshape(2, 3), [1, None, 2.5]))
    for _ in range(5000):
        data = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            unpack(bytes(data[: rng.randint(0, len(data))] if rng.random() < 0.2 else data))
        except WireError:
            pass


def channel_pair():
    a, b = socket.socketpair()
    return Channel(a), b


def test_a_giant_length_is_refused_before_it_is_read():
    channel, other = channel_pair()
    other.sendall(struct.pack("!I", FRAME_LIMIT + 1))
    with pytest.raises(WireError, match="limit"):
        channel.receive(Written, deadline=time.monotonic() + 1)
    other.close()
    channel.close()


def test_slow_frames_and_silence_meet_the_deadline():
    channel, other = channel_pair()
    other.sendall(struct.pack("!I", 100) + b"a few bytes")
    with pytest.raises(TimeoutError):
        channel.receive(Written, deadline=time.monotonic() + 0.05)
    other.close()
    channel.close()


def test_a_reader_that_never_reads_meets_the_deadline():
    channel, other = channel_pair()
    with pytest.raises(TimeoutError):
        channel.send(CallbackResult(np.zeros(10**6)), time.monotonic() + 0.05)
    other.close()
    channel.close()


def test_a_closed_channel_is_closed_not_malformed():
    channel, other = channel_pair()
    other.close()
    with pytest.raises(Closed):
        channel.receive(Written, deadline=time.monotonic() + 1)
    channel.close()
