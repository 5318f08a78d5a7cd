"""The protocol: every message survives the way, and nothing else is one, at either end."""

import ast
import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.shared import messages
from autograder.sandbox.shared.messages import (
    Batch,
    Callback,
    CellShown,
    CompareMoment,
    RunCell,
    RunScript,
    ScriptFailed,
    ScriptResults,
)
from autograder.sandbox.shared.records import Record, pack, parse
from autograder.sandbox.shared.scripts import CallPath, ClassStub, FunctionStub, MakeObject, TellCalls, WatchCalls
from autograder.sandbox.shared.wire import WireError
from autograder.sandbox.shared.zygote_messages import PACKET_LIMIT, ChildEnded
from tests.conftest import PROJECT
from tests.fuzz.strategies import records

MESSAGES = sorted(Record.__subclasses__(), key=lambda kind: kind.__name__)


@settings(deadline=None)
@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
@given(st.data())
def test_every_message_survives_the_way(kind, data):
    message = data.draw(records(kind))
    assert parse(pack(message), *MESSAGES) == message


def frame(header, value=()):
    text = json.dumps({"value": {"tuple": list(value)}, **header}).encode()
    return struct.pack("!I", len(text)) + text


def header_of(message):
    header = json.loads(pack(message)[4:])
    del header["value"]
    return header


CELL = RunCell("x = 1", 5.0, 20.0, index=3, pause=True)
SHOWN = CellShown(1, ({"output_type": "stream"},), passed_over=("x = y",))
SCRIPT = RunScript("f", (CallPath("f", None),), {"g": FunctionStub({"x": True})}, 7, None, 5.0, 20.0)
FAILED = ScriptFailed(messages.Family.EXCEPTION, "ValueError", "no", None)
ENDED = ChildEnded(9, 0.1, 7, clean=True, fault="")


@pytest.mark.parametrize(
    ("message", "values"), [(CELL, []), (SHOWN, []), (SCRIPT, [None]), (FAILED, []), (ENDED, [])], ids=str
)
def test_a_message_has_each_of_its_fields_and_no_other(message, values):
    header = header_of(message)
    assert parse(frame(header, values), *MESSAGES) == message
    for name in header:
        with pytest.raises(WireError):
            parse(frame({key: header[key] for key in header if key != name}, values), *MESSAGES)
        with pytest.raises(WireError):
            parse(frame({key if key != name else "other": header[key] for key in header}, values), *MESSAGES)
    for wrong in (frame({**header, "points": 10}, values), frame(header, [*values, 1]), frame(header, values[1:])):
        if wrong != frame(header, values):
            with pytest.raises(WireError):
                parse(wrong, *MESSAGES)


BEYOND = {
    "a number below its range": (SHOWN, {"count": -1}),
    "a number above its range": (SHOWN, {"count": 10**6}),
    "a bool for a number": (SHOWN, {"count": True}),
    "a float for an index": (SHOWN, {"count": 1.0}),
    "a number for a bool": (SHOWN, {"cut": 1}),
    "None for a bool": (SHOWN, {"cut": None}),
    "an object for a list": (SHOWN, {"outputs": {}}),
    "text for a list": (SHOWN, {"passed_over": "abc"}),
    "a list too long": (SHOWN, {"outputs": [{}] * 1001}),
    "too many lines": (SHOWN, {"passed_over": ["x"] * 6}),
    "a line too long": (SHOWN, {"passed_over": ["x" * 201]}),
    "a number for a line": (SHOWN, {"passed_over": [1]}),
    "an unknown family": (FAILED, {"family": "pass"}),
    "a list for a family": (FAILED, {"family": ["memory"]}),
    "a name too long": (FAILED, {"exception": "E" * 81}),
    "a message too long": (FAILED, {"message": "m" * 2001}),
    "a number for a line or None": (FAILED, {"line": 7}),
    "negative seconds": (CELL, {"cpu": -1.0}),
    "no end of seconds": (CELL, {"cpu": float("inf")}),
    "seconds that are no number": (CELL, {"wall": float("nan")}),
    "a seed too large": (SCRIPT, {"seed": 2**32}),
    "a step that is none": (SCRIPT, {"steps": [{"op": "RunCell"}]}),
    "a step that is a number": (SCRIPT, {"steps": [7]}),
    "roles that are no roles": (SCRIPT, {"stubs": {"g": {"op": "FunctionStub", "roles": {"x": 1}}}}),
    "a key too long": (SCRIPT, {"stubs": {"g" * 1001: {"op": "FunctionStub", "roles": None}}}),
    "a list for a name": (CELL, {"op": ["RunCell"]}),
    "a status that is none": (ENDED, {"status": 1 << 16}),
    "a fault too long": (ENDED, {"fault": "x" * 501}),
}


@pytest.mark.parametrize(("message", "change"), BEYOND.values(), ids=BEYOND)
def test_a_field_beyond_its_bound_is_a_wire_error(message, change):
    values = [None] if message is SCRIPT else []
    with pytest.raises(WireError):
        parse(frame(header_of(message) | change, values), *MESSAGES)


def test_a_message_that_is_not_due_is_a_wire_error():
    with pytest.raises(WireError, match="none of Callback, ScriptResults"):
        parse(pack(SHOWN), Callback, ScriptResults)


@pytest.mark.parametrize("value", [None, {"list": []}, 7])
def test_a_message_whose_values_are_no_tuple_is_a_wire_error(value):
    with pytest.raises(WireError):
        parse(frame({"op": "TellCalls", "value": value}), TellCalls)


def test_half_a_surrogate_pair_arrives_as_what_can_be_written():
    assert parse(frame(header_of(FAILED) | {"message": "\ud800"}), ScriptFailed).message == "?"


def test_the_values_of_a_batch_find_their_way_to_each_step():
    steps = MakeObject("a", "A", (1,)), WatchCalls("a", ("x",)), CallPath("a.f", (2, 3)), TellCalls()
    stubs = {"B": ClassStub(("w",), (), {"f": FunctionStub(None)})}
    script = RunScript("A", steps, stubs, None, 4, 1.0, 2.0)
    batch = Batch((CELL, script, CompareMoment(1, ("f",), 1.0, 2.0), SCRIPT))
    assert parse(pack(batch), Batch) == batch


def test_the_largest_packet_of_a_zygote_fits():
    assert len(pack(ChildEnded(0xFFFF, 1e7, 2**63 - 1, clean=False, fault="\x00" * 500))) < PACKET_LIMIT


def test_no_other_file_says_the_protocol():
    kinds = {kind.__name__ for kind in MESSAGES}
    for path in (PROJECT / "autograder").rglob("*.py"):
        texts = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        allowed = {"op"} if path.name == "records.py" else set()
        assert not texts & {"op", *kinds} - allowed, path
