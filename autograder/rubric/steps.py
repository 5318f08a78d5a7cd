"""What a rubric may ask of a student's objects: steps that run one after another in the student's process.

    made = New("layer", "EncoderLayer", (12, 3, 10)), Set("layer.mha.WQ", WQ)
    attended, output = student.perform(*made, Invoke("layer.mha.forward", (x, x, x)), Invoke("layer.forward", (x,)))

A path is a variable that an earlier step made, or a name of the notebook, followed by attributes and list indices:
`model.layers.0.ff.W1`. Only data goes in and comes out, and nothing lives on when the last step is done.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PATH = re.compile(r"[^\W\d]\w*(\.([^\W\d]\w*|\d+))*")


@dataclass(frozen=True, eq=False)
class New:
    """Make an object of the student's class `class_name` and keep it as `variable` until the last step."""

    variable: str
    class_name: str
    args: tuple = ()


@dataclass(frozen=True, eq=False)
class Set:
    """Set an attribute to plain data."""

    path: str
    value: Any


@dataclass(frozen=True, eq=False)
class Get:
    """Read an attribute: a result. What is no data arrives as `Opaque`, a list of objects as a list of those."""

    path: str


@dataclass(frozen=True, eq=False)
class Invoke:
    """Call a method or function: its value is a result."""

    path: str
    args: tuple = ()


@dataclass(frozen=True, eq=False)
class Watch:
    """Keep what a function of the student's, or the methods of one of his objects, are given and give from here on.

    roles: what is kept of the arguments, found by the names that the student has for them, then by their order.
    """

    path: str
    roles: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Seen:
    """What was watched so far: a result. It lists calls in the order of their ends: [which Watch of the script, the
    argument for each role or None, what came]. An object that two paths lead to is known by the first."""


@dataclass(frozen=True)
class Lent:
    """A class to lend. Its objects keep the constructor's arguments and what is set as attributes; the judge computes.

    parameters: of the constructor, by name. methods: (name, function(held, *arguments)), which raise Refusal for what
    they do not take; the first is what an object does when it is called. attributes: what `held` has beside the
    parameters, as far as it is set.
    """

    parameters: tuple[str, ...]
    methods: tuple[tuple[str, Callable], ...]
    attributes: tuple[str, ...] = ()


Step = New | Set | Get | Invoke | Watch | Seen
Provided = Mapping[str, Callable | Lent]  # what takes the place of the student's functions and classes, by name


@dataclass(frozen=True, eq=False)
class Call:
    """A call of a function; see `autograder.rubric.checks.Student.call`."""

    name: str
    args: tuple
    seed: int | None = None
    provide: Provided | None = None


@dataclass(frozen=True, eq=False)
class Script:
    """Steps that run one after another, and what is lent to them; see `autograder.rubric.checks.Student.perform`."""

    steps: Sequence[Step]
    seed: int | None = None
    provide: Provided | None = None

    @property
    def way(self) -> tuple[str, bool]:
        """The first name that it uses, and whether something is lent."""
        return first_name(self.steps), bool(self.provide)


def results(steps: Sequence[Step]) -> int:
    """How many results the steps have."""
    return sum(isinstance(step, (Get, Invoke, Seen)) for step in steps)


def first_name(steps: Sequence[Step]) -> str:
    """The first name of the notebook that the steps use, which errors are told of."""
    step = next(step for step in steps if not isinstance(step, (Watch, Seen)))
    return step.class_name if isinstance(step, New) else step.path.split(".")[0]
