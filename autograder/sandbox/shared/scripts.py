"""What the judge has a child do with the student's objects, step by step, and what it provides meanwhile.

A rubric says it in records of its own, with their meaning: see autograder/rubric/steps.py.
"""

from dataclasses import dataclass
from typing import Annotated

from autograder.sandbox.shared.records import Payload, Record

Name = Annotated[str, 1000]
Names = Annotated[tuple[Name, ...], 1000]
Roles = Annotated[dict[str, bool], 1000]  # what a provided function's parameters are called, and which it needs


@dataclass(frozen=True)
class MakeObject(Record):
    """Make an object of a class and keep it as a variable."""

    variable: Name
    class_name: Name
    args: Payload


@dataclass(frozen=True)
class SetAttribute(Record):
    """Set an attribute to a value."""

    path: Name
    value: Payload


@dataclass(frozen=True)
class GetAttribute(Record):
    """Read an attribute: a result."""

    path: Name


@dataclass(frozen=True)
class CallPath(Record):
    """Call a function or method: a result."""

    path: Name
    args: Payload


@dataclass(frozen=True)
class WatchCalls(Record):
    """Keep what a function, or the methods of an object, are given and give."""

    path: Name
    roles: Names


@dataclass(frozen=True)
class TellCalls(Record):
    """What was watched so far: a result."""


Step = MakeObject | SetAttribute | GetAttribute | CallPath | WatchCalls | TellCalls


@dataclass(frozen=True)
class FunctionStub(Record):
    """A function. roles: None where it takes any number of arguments."""

    roles: Roles | None


@dataclass(frozen=True)
class ClassStub(Record):
    """A class whose objects keep what they are made with, and attributes that are set. The first method is the call."""

    parameters: Names
    attributes: Names
    methods: Annotated[dict[str, FunctionStub], 1000]


Stub = FunctionStub | ClassStub
