"""What the layers of the fence cost: the same submission at each level, in turn, in one run. `make bench` calls it.

A round is what a submission asks of the fence: a child is forked, runs one cell, is ended and cleaned up after. The
levels take turns, so that whatever else the machine does hits all of them alike; the lower quartile counts.
"""

import statistics
import time

from autograder.jail.errors import SandboxError
from autograder.jail.jail import Sandbox
from autograder.sandbox.shared.messages import CellShown, RunCell

ROUNDS = 300
CELL = RunCell("x = 1", cpu=5.0, wall=20.0)


def one_round(sandbox: Sandbox) -> float:
    """Seconds for one child."""
    started = time.perf_counter()
    channel = sandbox.spawn()
    channel.send(CELL)
    channel.receive(CellShown)
    sandbox.end(channel)
    return time.perf_counter() - started


def overhead(rounds: int = ROUNDS) -> dict[int, float]:
    """Milliseconds by which a round at each level takes longer than at level 0, which has resource limits only."""
    boxes = {level: box for level in (0, 3, 4) if (box := _open(level)) is not None}
    try:
        times = {level: [] for level in boxes}
        for _ in range(rounds):
            for level, box in boxes.items():
                times[level].append(one_round(box))
    finally:
        for box in boxes.values():
            box.close()
    typical = {level: statistics.quantiles(found)[0] * 1000 for level, found in times.items()}
    return {level: typical[level] - typical[0] for level in boxes if level}


def _open(level: int) -> Sandbox | None:
    try:
        return Sandbox(level)
    except (SandboxError, OSError):
        return None


def main() -> None:
    for level, cost in overhead().items():
        print(f"the fence at level {level} adds {cost:5.2f} ms to a submission")


if __name__ == "__main__":
    main()
