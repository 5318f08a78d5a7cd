"""What a student reads, as notebook outputs, and the filters that keep a page harmless. With telling.py, all HTML.

A grade cell gets one display_data (what happened, see telling.py) and then exactly one execute_result whose text/plain
is the points as a plain float, because nbgrader takes the first execute_result and reads silence as full marks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context

from autograder.checks import Outcome, StudentError
from autograder.sentences import UNFENCED
from autograder.telling import html_of, plain_of, problem_text

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


# Filters of nbconvert's HTML exporter (feedback and formgrader): everything passes through an allow-list.

ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "title", "align", "lang"},
}
SCHEMES = {"http", "https", "mailto", "data"}
PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
HIGHLIGHTING = re.compile(r"highlight|hl-\w+|[a-z]{1,2}\d?")  # classes that Pygments gives to code


def clean_html(html: str | bytes) -> str:
    """HTML without scripts, styles, forms, frames, handlers, ids or remote pictures; links may not run anything."""
    text = html.decode() if isinstance(html, bytes) else str(html)
    return nh3.clean(text, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_harmless)


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """Pictures are embedded, links are no data, and classes only colour code: the page's own would let a cell pose."""
    embedded = value.strip().lower().startswith("data:")
    if attribute == "src":
        return value if value.strip().lower().startswith(PICTURES) else None
    if attribute == "class":
        return " ".join(name for name in value.split() if HIGHLIGHTING.fullmatch(name)) or None
    return None if embedded else value


@pass_context
def clean_markdown(context: Context, source: str) -> str:
    """nbconvert's markdown2html, cleaned: nbgrader's templates put a student's raw HTML into the page as it is."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath  # slow; not for a kernel

    def render(text: str) -> str:
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(text)

    try:
        html = render(source)
    except Exception:  # nbconvert has several for an attachment that is lost or empty
        html = render(source.replace("attachment:", "#"))
    return clean_html(html)
