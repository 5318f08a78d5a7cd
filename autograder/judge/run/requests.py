"""What the judge asks of a child, as frames with many cells, or many scripts, in each; the runner answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.judge.run.callbacks import announced
from autograder.rubric.steps import Script, packed

PIECE = 4 << 20  # bytes of a file, or characters of cells, in one frame
Frame = tuple[dict[str, Any], tuple]  # header and value


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


def ask_for_cells(items: Iterable[Cell | Place], cpu: float, wall: Callable[[Cell], float], pause: bool) -> Frame:
    """To run cells, each under its own limits. pause: up to one that fails or takes long, and with the names that
    students' older numpy has; else as in a notebook."""
    requests: list[dict[str, Any]] = [{"op": "old names"}] if pause else []
    for item in items:
        if isinstance(item, Place):
            requests.append({"op": "keep", "place": item.index})
        else:
            told = {"index": item.index, "source": item.source, "pause": pause}
            requests.append({"op": "cell", "cpu": cpu, "wall": wall(item), **told})
    return {"op": "batch", "of": requests}, (None,) * len(requests)


def ask_for_rest(cell: Cell, budget: Budget) -> dict[str, Any]:
    """To run what is left of the cell that failed last."""
    return {"op": "rest", "index": cell.index, "cpu": budget.cell_cpu, "wall": budget.cell_wall}


def ask_to_compare(place: int, names: Iterable[str], budget: Budget) -> dict[str, Any]:
    """Whether functions of these names would find the same at a place and at the end."""
    limits = {"cpu": budget.call_cpu, "wall": budget.call_wall}
    return {"op": "compare", "place": place, "names": sorted(names), **limits}


def ask_for_scripts(scripts: Sequence[Script], place: int | None, budget: Budget) -> Frame:
    """To run scripts, each under its own limits, up to the first that fails. place: with the names as they stood there;
    None: as they are at the end."""
    limits = {"op": "call", "cpu": budget.call_cpu, "wall": budget.call_wall, "place": place}
    requests, values = [], []
    for script in scripts:
        rows, arguments = packed(script.steps)
        about = {"name": script.way[0], "steps": rows, "seed": script.seed}
        requests.append({**limits, **about, "provide": announced(script.provide or {})})
        values.append(arguments)
    return {"op": "batch", "of": requests}, tuple(values)
