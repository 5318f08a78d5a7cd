"""What was mended in a submission, as data: for the evidence, the teaching assistant and the student."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

KINDS = {  # for the teaching assistant; the student's sentences are in feedback.py
    "encoding": "the file was read as {detail}",
    "renamed": "the file's name was {detail}",
    "format": "the file was not valid nbformat 4",
    "metadata": "nbgrader metadata lost or changed: {cells}",
    "missing": "cells deleted and put back: {cells}",
    "moved": "cells were in another order",
    "copies": "copies of one cell: {cells}",
    "type": "cells turned into another type: {cells}",
    "joined": "cells split in the middle of a statement were joined: {cells}",
    "found": "answer found in another cell: {cells} ({detail})",
    "name": "function under another name: {detail}",
    "kept": "additions in a locked cell were kept: {cells}",
    "versions": "SEVERAL VERSIONS of one answer, the best one counts: {cells} ({detail})",
}


@dataclass(frozen=True)
class Repair:
    """One kind of repair: the released cells that it concerns, and a detail."""

    kind: str
    cells: tuple[str, ...] = ()
    detail: str = ""

    def as_data(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "cells": list(self.cells)}


def describe(repair: Mapping[str, Any]) -> str:
    """One line in English."""
    return KINDS[repair["kind"]].format(cells=", ".join(repair["cells"]), detail=repair["detail"])


def summed_up(repairs: Iterable[Repair]) -> list[Repair]:
    """One repair for each kind, in the order of KINDS."""
    by_kind: dict[str, list[Repair]] = {kind: [] for kind in KINDS}
    for repair in repairs:
        by_kind[repair.kind].append(repair)
    return [_merged(found) for found in by_kind.values() if found]


def _merged(found: list[Repair]) -> Repair:
    cells = dict.fromkeys(cell for repair in found for cell in repair.cells)
    details = dict.fromkeys(repair.detail for repair in found if repair.detail)
    return Repair(found[0].kind, tuple(cells), "; ".join(details))
