"""What was mended in a submission, as data: for the evidence, the teaching assistant and the student."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SHOWN = 4  # names of cells in one line of a student's note
WORDS = {  # for the teaching assistant, and for the student, who is told only what costs nothing
    "encoding": ("the file was read as {detail}", "O arquivo não estava em UTF-8, mas pôde ser lido."),
    "renamed": ("the file's name was {detail}", "O arquivo tinha outro nome ({detail})."),
    "format": (
        "the file was not valid nbformat 4",
        "O arquivo não era um notebook válido; as células foram recuperadas.",
    ),
    "metadata": (
        "nbgrader metadata lost or changed: {cells}",
        "As marcas da correção tinham sumido ou mudado em {cells}, como acontece ao copiar células.",
    ),
    "missing": ("cells deleted and put back: {cells}", "Células apagadas foram recolocadas: {cells}."),
    "moved": ("cells were in another order", "As células da lista voltaram à ordem do enunciado."),
    "copies": ("copies of one cell: {cells}", "Havia mais de uma cópia de {cells}."),
    "type": (
        "cells turned into another type: {cells}",
        "Células que tinham mudado de tipo (código ou texto) voltaram ao original: {cells}.",
    ),
    "joined": (
        "cells split in the middle of a statement were joined: {cells}",
        "Uma célula dividida no meio de um comando foi juntada de novo.",
    ),
    "found": (
        "answer found in another cell: {cells}",
        "A resposta de {cells} estava em outra célula e foi encontrada.",
    ),
    "together": (
        "the text of an answer stood in several places and was put together: {cells}",
        "O texto de {cells} estava em mais de um lugar e foi reunido na célula da resposta.",
    ),
    "guess": (
        "the answer's own cell was blank; text from elsewhere was copied there, IS IT THE ANSWER? {cells}",
        "A célula de {cells} estava em branco; copiamos para ela o que pode ser a sua resposta, e uma pessoa vai ler.",
    ),
    "beside": (
        "the answer's cell is blank, but there are files beside the notebook, PLEASE READ THEM: {cells} ({detail})",
        "A célula de {cells} estava em branco; uma pessoa vai ler o arquivo que você entregou junto ({detail}).",
    ),
    "name": ("function under another name: {detail}", "Uma função tinha outro nome e foi encontrada ({detail})."),
    "async": (
        "async and await were taken out: {detail}",
        "Uma função foi definida com async ({detail}) e foi chamada como função comum.",
    ),
    "kept": (
        "additions in a locked cell were kept: {cells}",
        "O que você acrescentou a uma célula fixa ({cells}) foi mantido.",
    ),
    "stopped": (
        "a line of {cells} stopped; the rest of the cell was run: {detail}",
        "Em {cells}, esta linha parou com um erro e foi pulada: {detail}. O resto da célula foi executado e conta.",
    ),
    "raise": (
        "there is code in an answer behind a raise NotImplementedError, which stops it: {cells}",
        "",  # the feedback of its checks says so: this one costs points
    ),
    "versions": (
        "SEVERAL VERSIONS of one answer, the best one counts: {cells} ({detail})",
        "Havia mais de uma versão de uma resposta ({detail}): todas foram corrigidas e vale a melhor.",
    ),
    "files": (
        "SEVERAL NOTEBOOKS, the best answer to each question counts: {detail}",
        "Havia mais de um notebook na entrega ({detail}): em cada questão vale a melhor resposta entre eles.",
    ),
    "left": (
        "TOO MANY NOTEBOOKS, these were not graded: {detail}",
        "Havia notebooks demais na entrega, e estes ficaram fora da correção: {detail}. Se algum deles é o que vale, "
        "avise quem corrige.",
    ),
    "best": (
        "what counts in {cells} is the answer in {detail}",
        "Em {cells} valeu a resposta que está em {detail}.",
    ),
    "unread": (
        "another notebook could not be read: {detail}",
        "Outro arquivo da entrega não pôde ser lido ({detail}).",
    ),
}
NOTE = "**Nota da correção.** Antes de corrigir, ajustamos o seu notebook; nada disto tira pontos:\n\n"


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
    """One line for the teaching assistant. repair: as `Repair.as_data` gives it."""
    detail = "".join(character if character.isprintable() else "?" for character in repair["detail"])
    cells = ", ".join(repair["cells"]) or "a cell of the student's own"
    return WORDS[repair["kind"]][0].format(cells=cells, detail=detail.strip() or "(a blank line)")


def is_harmless(repair: Mapping[str, Any]) -> bool:
    """Whether it costs no points, and stands in the student's note."""
    return bool(WORDS[repair["kind"]][1])


def note(repairs: Iterable[Mapping[str, Any]]) -> str:
    """The student's note, in markdown. A detail may be a file's name: nothing in it may mark up text."""
    lines = []
    for repair in filter(is_harmless, repairs):
        detail = re.sub(r"[^\w .,;:=/()%!'\"+*\[\]{}@#-]", "?", repair["detail"])
        shown = f"`{detail}`" if detail.strip() else "(uma linha em branco)"
        lines.append("- " + WORDS[repair["kind"]][1].format(cells=_names(repair["cells"]), detail=shown))
    return NOTE + "\n".join(lines)


def _names(cells: Sequence[str]) -> str:
    shown = [f"`{cell}`" for cell in cells[:SHOWN]]
    return ", ".join(shown + ["…"] * (len(cells) > SHOWN)) or "uma célula sua"


def summed_up(repairs: Iterable[Repair]) -> list[Repair]:
    """One repair for each kind, in the order of WORDS."""
    by_kind: dict[str, list[Repair]] = {kind: [] for kind in WORDS}
    for repair in repairs:
        by_kind[repair.kind].append(repair)
    return [_merged(found) for found in by_kind.values() if found]


def _merged(found: list[Repair]) -> Repair:
    cells = dict.fromkeys(cell for repair in found for cell in repair.cells)
    details = dict.fromkeys(repair.detail for repair in found if repair.detail)
    return Repair(found[0].kind, tuple(cells), "; ".join(details))
