"""What a student reads, as notebook outputs.

A grade cell gets one display_data (what happened, see html.py) and then exactly one execute_result whose text/plain
is the points as a plain float, because nbgrader takes the first execute_result and reads silence as full marks.
"""

from __future__ import annotations

from autograder.feedback.html import html_of, plain_of, problem_text
from autograder.rubric import Outcome, StudentError

CUT = "\n[saída cortada: era grande demais]\n"


def outputs_of(outcome: Outcome, points: float, unfenced: bool = False) -> list[dict]:
    """The nbformat outputs of a grade cell worth `points`: what happened, then the points as a plain float."""
    told = {"text/html": html_of(outcome, unfenced), "text/plain": plain_of(outcome)}
    score = {"text/plain": repr(round(outcome.share * float(points), 4))}
    return [
        {"output_type": "display_data", "data": told, "metadata": {}},
        {"output_type": "execute_result", "data": score, "metadata": {}, "execution_count": None},
    ]


def cell_outputs(outputs: list[dict], cut: bool, stopped: StudentError | None) -> list[dict]:
    """The outputs of one of the student's own cells, with a word on what was cut or stopped."""
    shown = list(outputs)
    if cut:
        shown.append({"output_type": "stream", "name": "stdout", "text": CUT})
    if stopped is not None:
        text = problem_text(stopped)
        shown.append({"output_type": "error", "ename": stopped.verdict.name, "evalue": text, "traceback": [text]})
    return shown
