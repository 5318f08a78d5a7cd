"""What the judge asks of a child, as frames with many cells, or many scripts, in each; sandbox/runner.py answers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.lending import announced
from autograder.steps import Script, packed

PIECE = 4 << 20  # bytes of a file, or characters of cells, in one frame
Frame = tuple[dict[str, Any], tuple]  # header and value


@dataclass(frozen=True)
class Budget:
    """Seconds. CPU limits are strict; wall limits are for code that sleeps, so they can be generous."""

    cell_cpu: float = 10.0
    cell_wall: float = 30.0
    call_cpu: float = 5.0
    call_wall: float = 15.0
    total_wall: float = 180.0
    grace: float = 5.0  # that a child gets to report its own timeout before it is killed


@dataclass(frozen=True)
class Cell:
    """A code cell of a submission: where it stands in the notebook, and its source."""

    index: int
    source: str


def batches(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    """Cells in groups that fit into a frame."""
    batch: list[Cell] = []
    for cell in cells:
        if batch and sum(len(one.source) for one in batch) + len(cell.source) > PIECE:
            yield batch
            batch = []
        batch.append(cell)
    if batch:
        yield batch


def ask_for_cells(cells: Sequence[Cell], budget: Budget) -> Frame:
    """To run cells, each under its own limits."""
    limits = {"op": "cell", "cpu": budget.cell_cpu, "wall": budget.cell_wall}
    requests = [{**limits, "index": cell.index, "source": cell.source} for cell in cells]
    return {"op": "batch", "of": requests}, (None,) * len(cells)


def ask_for_scripts(scripts: Sequence[Script], budget: Budget) -> Frame:
    """To run scripts, each under its own limits, up to the first that fails."""
    limits = {"op": "call", "cpu": budget.call_cpu, "wall": budget.call_wall}
    requests, values = [], []
    for script in scripts:
        rows, arguments = packed(script.steps)
        about = {"name": script.way[0], "steps": rows, "seed": script.seed}
        requests.append({**limits, **about, "provide": announced(script.provide or {})})
        values.append(arguments)
    return {"op": "batch", "of": requests}, tuple(values)
