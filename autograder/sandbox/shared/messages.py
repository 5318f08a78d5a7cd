"""The protocol of the judge and a child: all that they say to each other, and nothing else says it.

Both ends parse what they get. The judge's relies on it: every field of a child is hostile, and one that is not within
its bound is a WireError. What bounds a field is the largest that an honest end can mean, who cuts what may be longer.
"""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Annotated

from autograder.sandbox.shared.records import Json, Payload, Record
from autograder.sandbox.shared.scripts import Name, Names, Step, Stub
from autograder.sandbox.shared.wire import HEADER_LIMIT, PART_LIMIT

OUTPUTS_LIMIT = 1000  # outputs of one cell, and updates of earlier ones
PASSED_OVER_LIMIT = 5  # lines of one cell
LINE_LIMIT = 200  # characters of a line that is told
EXCEPTION_LIMIT = 80  # characters of an exception's name
MESSAGE_LIMIT = 2000  # characters of its message, or of a refusal

Index = Annotated[int, range(10**6)]  # of a cell in its notebook, or of a place between two
Seconds = Annotated[float, 10.0**7]
Source = Annotated[str, HEADER_LIMIT]
Line = Annotated[str, LINE_LIMIT]


# Judge to child.


@dataclass(frozen=True)
class RunCell(Record):
    """Run a cell, and say CellShown. pause: the batch ends with a cell that fails or takes long."""

    source: Source
    cpu: Seconds
    wall: Seconds
    index: Index = 0
    pause: bool = False


@dataclass(frozen=True)
class RunRest(Record):
    """Run what is left of the cell that failed last, and say CellShown."""

    index: Index
    cpu: Seconds
    wall: Seconds


@dataclass(frozen=True)
class RunScript(Record):
    """Run a script and say ScriptResults, or ScriptFailed, which ends the batch; before it any number of Callback.

    name: that of the notebook which it is about. place: with the names as they stood there; None: at the end.
    """

    name: Name
    steps: Annotated[tuple[Step, ...], 10_000]
    stubs: Annotated[dict[str, Stub], 1000]
    seed: Annotated[int, range(2**32)] | None
    place: Index | None
    cpu: Seconds
    wall: Seconds


@dataclass(frozen=True)
class BringBackNames(Record):
    """Give numpy the names that it has not got any more."""


@dataclass(frozen=True)
class KeepMoment(Record):
    """Keep how things stand at a place."""

    place: Index


@dataclass(frozen=True)
class CompareMoment(Record):
    """Say Compared: whether functions of these names would find the same at a place and at the end."""

    place: Index
    names: Names
    cpu: Seconds
    wall: Seconds


@dataclass(frozen=True)
class WriteFile(Record):
    """Add to a file of the work folder, and say Written. data: base64."""

    path: Annotated[str, 4096]
    data: Annotated[str, HEADER_LIMIT]


Request = RunCell | RunRest | RunScript | BringBackNames | KeepMoment | CompareMoment | WriteFile


@dataclass(frozen=True)
class Batch(Record):
    """Do all of this, up to what ends it."""

    requests: Annotated[tuple[Request, ...], PART_LIMIT]


@dataclass(frozen=True)
class CallbackResult(Record):
    """What a provided function gives."""

    value: Payload


@dataclass(frozen=True)
class CallbackRefused(Record):
    """What a provided function does not take."""

    message: Annotated[str, MESSAGE_LIMIT]


# Child to judge.


@dataclass(frozen=True)
class CellShown(Record):
    """What a cell showed. count: its number. updates: [cell, position, output] of earlier displays that it changed.

    more: it stopped, and the rest of it has something new. ended: the batch ends here. passed_over: lines that stopped
    while the rest was run.
    """

    count: Index
    outputs: Annotated[tuple[Json, ...], OUTPUTS_LIMIT]
    updates: Annotated[tuple[Json, ...], OUTPUTS_LIMIT] = ()
    cut: bool = False
    timed_out: bool = False
    more: bool = False
    ended: bool = False
    passed_over: Annotated[tuple[Line, ...], PASSED_OVER_LIMIT] = ()


@dataclass(frozen=True)
class ScriptResults(Record):
    """One result for each step that has one."""

    results: Payload


class Family(StrEnum):
    """Why a script failed."""

    TIMEOUT, MEMORY, LIMIT, EXCEPTION, MISSING = auto(), auto(), auto(), auto(), auto()


@dataclass(frozen=True)
class ScriptFailed(Record):
    """The exception that a script raised, and the line of the notebook that raised it, if there is one."""

    family: Family
    exception: Annotated[str, EXCEPTION_LIMIT]
    message: Annotated[str, MESSAGE_LIMIT]
    line: Line | None


@dataclass(frozen=True)
class Callback(Record):
    """A call of what is provided: "name", or "Class.method". values: those of attributes that the object holds, the
    arguments by order, the arguments by keyword."""

    name: Name
    attributes: Names
    keywords: Names
    values: Payload


@dataclass(frozen=True)
class Compared(Record):
    same: bool


@dataclass(frozen=True)
class Written(Record):
    pass
