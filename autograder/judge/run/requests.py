"""What the judge asks of a child, many cells or many scripts at a time; the runner answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.judge.run.callbacks import stub_specs
from autograder.rubric import steps
from autograder.rubric.steps import Script
from autograder.sandbox.shared import messages, scripts

PIECE = 4 << 20  # bytes of a file, or characters of cells, in one frame
NAMING = ("variable", "class_name", "path")  # fields of steps
STEPS = {
    steps.New: scripts.MakeObject,
    steps.Set: scripts.SetAttribute,
    steps.Get: scripts.GetAttribute,
    steps.Invoke: scripts.CallPath,
    steps.Watch: scripts.WatchCalls,
    steps.Seen: scripts.TellCalls,
}


@dataclass(frozen=True)
class Budget:
    """Seconds. CPU limits are strict; wall limits are for code that sleeps, so they can be generous.

    total_wall: for all cells that answers need. Scratch cells have a third of it together, and calls what is left of
    all that a submission ever gets, which is less than twice as much: see clock.py.
    """

    cell_cpu: float = 10.0
    cell_wall: float = 30.0
    call_cpu: float = 5.0
    call_wall: float = 15.0
    total_wall: float = 180.0
    grace: float = 5.0  # that a child gets to report its own timeout before it is killed


@dataclass(frozen=True)
class Cell:
    """A code cell of a submission: where it stands in the notebook, and its source.

    test: it is a grade cell that is run, so that an error ends it as in a notebook.
    """

    index: int
    source: str
    test: bool = False


@dataclass(frozen=True)
class Place:
    """A place between two cells at which the child keeps how things stand: the index of a cell that is not run."""

    index: int


def first_frame(items: Sequence[Cell | Place]) -> Sequence[Cell | Place]:
    """As many of the items as fit into a frame."""
    room = PIECE
    for count, item in enumerate(items):
        room -= len(item.source) if isinstance(item, Cell) else 0
        if room < 0 and count:
            return items[:count]
    return items


def cell_requests(
    items: Iterable[Cell | Place], cpu: float, wall: Callable[[Cell], float], pause: bool
) -> tuple[messages.Request, ...]:
    """To run cells, each under its own limits. pause: up to one that fails or takes long, and with the names that
    students' older numpy has; else as in a notebook."""
    requests: list[messages.Request] = [messages.BringBackNames()] if pause else []
    for item in items:
        if isinstance(item, Place):
            requests.append(messages.KeepMoment(item.index))
        else:
            requests.append(messages.RunCell(item.source, cpu, wall(item), item.index, pause))
    return tuple(requests)


def script_requests(scripts: Sequence[Script], place: int | None, budget: Budget) -> tuple[messages.RunScript, ...]:
    """To run scripts, each under its own limits, up to the first that fails. place: with the names as they stood there;
    None: as they are at the end. Raises ValueError: a path is none."""
    return tuple(
        messages.RunScript(
            script.way[0],
            step_records(script.steps),
            stub_specs(script.provide or {}),
            script.seed,
            place,
            budget.call_cpu,
            budget.call_wall,
        )
        for script in scripts
    )


def step_records(asked: Sequence[steps.Step]) -> tuple[scripts.Step, ...]:
    """The steps of a rubric as the protocol has them. Raises ValueError: a path is none."""
    for step in asked:
        names = [value for name, value in vars(step).items() if name in NAMING] + list(getattr(step, "roles", ()))
        if not all(map(steps.PATH.fullmatch, names)) or (isinstance(step, steps.Set) and "." not in step.path):
            raise ValueError(f"no path: {names}")
    return tuple(STEPS[type(step)](*vars(step).values()) for step in asked)
