"""Draws the house in architecture.md from the code's own imports: `make house`. A test compares."""

import re
import sys
from pathlib import Path

import grimp

sys.path.insert(0, str(Path(__file__).parents[1]))  # the answer keys are not installed
PAGE = Path(__file__).with_name("architecture.md")
BLOCK = re.compile(r"```mermaid\n.*?```\n", re.DOTALL)
Arrows = set[tuple[str, str]]


def arrows() -> Arrows:
    """(room, room that it imports), for the folders and files of autograder/ and the answer keys."""
    graph = grimp.build_graph("autograder", "solutions")
    both = ((one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one))
    return {(room(one), room(other)) for one, other in both if room(one) != room(other)}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[0] if parts[0] == "solutions" else parts[min(1, len(parts) - 1)]


def floors(drawn: Arrows) -> dict[str, int]:
    """A room stands above all that it imports; the ground is 1. Raises ValueError for a circle."""
    below: dict[str, set[str]] = {one: set() for arrow in drawn for one in arrow}
    for one, other in drawn:
        below[one].add(other)
    found: dict[str, int] = {}
    while len(found) < len(below):
        ready = [one for one in below if one not in found and below[one] <= found.keys()]
        if not ready:
            raise ValueError(f"a circle among {sorted(below.keys() - found.keys())}")
        found |= {one: 1 + max((found[other] for other in below[one]), default=0) for one in ready}
    return found


def spared(drawn: Arrows) -> Arrows:
    """The arrows that no way over other rooms stands for: the picture shows these alone."""
    below: dict[str, set[str]] = {}
    for one, other in drawn:
        below.setdefault(one, set()).add(other)

    def reach(one: str) -> set[str]:
        return {further for other in below.get(one, ()) for further in ({other} | reach(other))}

    return {(one, other) for one, other in drawn if not any(other in reach(way) for way in below[one] - {other})}


def house() -> str:
    """The drawing, as a block of mermaid."""
    drawn = arrows()
    stands = floors(drawn)
    lines = ["```mermaid", "flowchart TD"]
    for floor in range(max(stands.values()), 0, -1):
        rooms = " ".join(f"{one}[{one}]" for one in sorted(stands) if stands[one] == floor)
        lines += [f"  subgraph floor{floor}[ ]", "    direction LR", f"    {rooms.replace(' ', '; ')}", "  end"]
    lines += [f"  {one} --> {other}" for one, other in sorted(spared(drawn))]
    return "\n".join([*lines, "```", ""])


if __name__ == "__main__":
    PAGE.write_text(BLOCK.sub(lambda _: house(), PAGE.read_text()))
    drawn = arrows()
    print(f"{len(floors(drawn))} rooms, {max(floors(drawn).values())} floors, {len(drawn)} arrows")
