"""What a student reads, as notebook outputs.

A grade cell gets one display_data (what happened, see html.py) and then exactly one execute_result whose text/plain
is the points as a plain float, because nbgrader takes the first execute_result and reads silence as full marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.feedback.html import html_of, plain_of, problem_text
from autograder.feedback.messages import UNFENCED
from autograder.rubric import Outcome, StudentError

if TYPE_CHECKING:
    from nbformat import NotebookNode  # slow; a kernel in open mode has no use for it

CUT = "\n[saída cortada: era grande demais]\n"
FENCED = "o código rodou sem rede, sem acesso a outros arquivos e com limites de tempo e de memória."
FOOTERS = {  # of a page, by the sandbox level
    4: f"Corrigido com isolamento de nível 4, o mais alto: {FENCED}",
    3: f"Corrigido com isolamento de nível 3: {FENCED}",
    0: UNFENCED,
}


def outputs_of(outcome: Outcome, points: float, unfenced: bool = False) -> list[dict]:
    """The nbformat outputs of a grade cell worth `points`: what happened, then the points as a plain float."""
    told = {"text/html": html_of(outcome, unfenced), "text/plain": plain_of(outcome)}
    score = {"text/plain": repr(round(outcome.share * float(points), 4))}
    return [
        {"output_type": "display_data", "data": told, "metadata": {}},
        {"output_type": "execute_result", "data": score, "metadata": {}, "execution_count": None},
    ]


def footer_of(nb: NotebookNode) -> str:
    """The line below a page: how the code was kept apart. Empty for a notebook that was not graded by the kit."""
    told = nb.metadata.get("autograder")
    level = told.get("sandbox_level") if isinstance(told, dict) else None
    return FOOTERS.get(level, "") if isinstance(level, int) else ""


def cell_outputs(outputs: list[dict], cut: bool, stopped: StudentError | None) -> list[dict]:
    """The outputs of one of the student's own cells, with a word on what was cut or stopped."""
    shown = list(outputs)
    if cut:
        shown.append({"output_type": "stream", "name": "stdout", "text": CUT})
    if stopped is not None:
        text = problem_text(stopped)
        shown.append({"output_type": "error", "ename": stopped.verdict.name, "evalue": text, "traceback": [text]})
    return shown
