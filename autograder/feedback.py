"""What a student reads: Outcome -> notebook outputs. The only place with HTML, and the one table of pt-BR sentences.

A grade cell gets one display_data (the sentence, expected against received, the named slip) and then exactly one
execute_result whose text/plain is the points as a plain float, because nbgrader takes the first execute_result and
reads silence as full marks. Whatever came from a student is escaped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import nh3
import numpy as np
from jinja2 import pass_context
from jinja2.runtime import Context
from nbformat import NotebookNode

from autograder.checks import Mismatch, Outcome, StudentError, Verdict

SHOWN_ROWS, SHOWN_COLUMNS = 6, 8  # of a matrix in the feedback
SHOWN_CELLS = 4  # names of cells in one line of the note on repairs
VERDICTS = {
    Verdict.PASS: "✓ Certo",
    Verdict.PARTIAL: "◐ Parcial",
    Verdict.FAIL: "✗ Não passou",
    Verdict.CRASH: "✗ O código parou com um erro",
    Verdict.TIMEOUT: "✗ Tempo esgotado",
    Verdict.LIMIT: "✗ Limite de recursos",
    Verdict.FORBIDDEN: "✗ Resposta inválida",
    Verdict.MISSING: "✗ Sem resposta",
}
MISMATCHES = {
    "shape": "A saída tem formato {actual}; o esperado é {expected}.",
    "not a matrix": "A saída não é uma matriz: tem formato {actual.shape}.",
    "not an array": "A função devolveu algo do tipo {actual}, e não uma matriz de números. Faltou o return?",
    "not finite": "A saída contém nan ou inf.",
    "values": "Os valores da saída são diferentes dos esperados (maior diferença: {difference:.2g}).",
    "negative": "Há pesos de atenção negativos.",
    "row sums": "As linhas dos pesos de atenção não somam 1.",
    "same for all": "O resultado não muda quando as entradas mudam.",
    "row statistics": "As linhas da saída não têm a média e a variância esperadas.",
}
CAPTIONS = {
    "values": ("Esperado", "Recebido"),
    "row sums": ("Somas esperadas", "Somas recebidas"),
    "row statistics": ("Média e variância esperadas", "Média e variância de cada linha"),
    "not finite": ("Esperado", "Recebido"),
    "negative": ("", "Pesos recebidos"),
    "same for all": ("", "Recebido nos dois casos"),
}
BREAKDOWNS = {
    "exception": "Ao chamar a sua função, ocorreu {name}: {message}",
    "cell": "A célula que define a função não pôde ser executada: {name}: {message}",
    "undefined": "A função {name} não foi definida no notebook.",
    "cpu": "O código passou do tempo permitido. Há um laço que não termina?",
    "wall": "O código ficou parado além do tempo permitido.",
    "total": "O notebook inteiro passou do tempo permitido.",
    "memory": "O código pediu mais memória do que o permitido.",
    "limit": "A saída é grande demais para ser corrigida.",
    "killed": "O processo foi encerrado por usar recursos demais.",
    "callbacks": "A função chamou outras funções vezes demais.",
    "signal": "O processo do notebook foi encerrado pelo sinal {name}.",
    "exit": "O código encerrou o processo do notebook (código de saída {message}).",
    "not run": "Esta célula não foi executada: o tempo ou os processos permitidos acabaram antes dela.",
    "frame": "O processo do notebook enviou dados que não são uma resposta.",
}
ISOLATED = "Na correção o código roda isolado: sem rede, sem outros processos e sem mexer em outros arquivos."
ALONE = "Na correção só existem os arquivos que acompanham o notebook."
REFUSED = {"PermissionError": ISOLATED, "BlockingIOError": ISOLATED, "FileNotFoundError": ALONE}  # by exception
REPAIRS = {
    "encoding": "O arquivo não estava em UTF-8, mas pôde ser lido.",
    "renamed": "O arquivo tinha outro nome ({detail}).",
    "format": "O arquivo não era um notebook válido; as células foram recuperadas.",
    "metadata": "As marcas da correção tinham sumido ou mudado em {cells}, como acontece ao copiar células.",
    "missing": "Células apagadas foram recolocadas: {cells}.",
    "moved": "As células da lista voltaram à ordem do enunciado.",
    "copies": "Havia mais de uma cópia de {cells}.",
    "type": "Células que tinham mudado de tipo (código ou texto) voltaram ao original: {cells}.",
    "joined": "Uma célula dividida no meio de um comando foi juntada de novo.",
    "found": "A resposta de {cells} estava em outra célula e foi encontrada.",
    "name": "Uma função tinha outro nome e foi encontrada ({detail}).",
    "kept": "O que você acrescentou a uma célula fixa ({cells}) foi mantido.",
    "versions": "Havia mais de uma versão de uma resposta ({detail}): todas foram corrigidas e vale a melhor.",
}
REPAIR_NOTE = "**Nota da correção.** Antes de corrigir, ajustamos o seu notebook; nada disto tira pontos:\n\n"
UNANSWERED = "A questão não foi respondida: a célula ainda contém NotImplementedError."
SEVERAL = "Mais de um deslize explica exatamente a sua saída:"
ONE = "O que aconteceu:"
CUT = "\n[saída cortada: era grande demais]\n"
UNFENCED = "Corrigido SEM isolamento (nível 0)."
FENCED = "o código rodou sem rede, sem acesso a outros arquivos e com limites de tempo e de memória."
FOOTERS = {  # of a page, by the sandbox level
    4: f"Corrigido com isolamento de nível 4, o mais alto: {FENCED}",
    3: f"Corrigido com isolamento de nível 3: {FENCED}",
    0: UNFENCED,
}


def outputs_of(outcome: Outcome, points: float, unfenced: bool = False) -> list[dict]:
    """The nbformat outputs of a grade cell worth `points`: what happened, then the points as a plain float."""
    told = {"text/html": _html(outcome, unfenced), "text/plain": _plain(outcome)}
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


def repair_note(repairs: Iterable[Mapping[str, Any]]) -> str:
    """A markdown list of what was mended in a notebook. repairs: as Repair.as_data gives them."""
    lines = []
    for repair in repairs:
        detail = re.sub(r"[^\w .,;:=/()-]", "?", repair["detail"])  # may hold a file name: nothing that marks up text
        lines.append("- " + REPAIRS[repair["kind"]].format(cells=_names(repair["cells"]), detail=f"`{detail}`"))
    return REPAIR_NOTE + "\n".join(lines)


def _names(cells: Sequence[str]) -> str:
    shown = [f"`{cell}`" for cell in cells[:SHOWN_CELLS]]
    return ", ".join(shown + ["…"] * (len(cells) > SHOWN_CELLS)) or "células"


def problem_text(problem: Mismatch | StudentError) -> str:
    """One sentence on what went wrong, as plain text."""
    if isinstance(problem, Mismatch):
        difference = _difference(problem.expected, problem.actual) if problem.kind == "values" else 0.0
        return MISMATCHES[problem.kind].format(expected=problem.expected, actual=problem.actual, difference=difference)
    if problem.verdict is Verdict.MISSING and problem.kind == "exception":
        return UNANSWERED
    told = BREAKDOWNS[problem.kind].format(name=problem.name, message=problem.message).rstrip(": ")
    why = REFUSED.get(problem.name) if problem.kind in ("exception", "cell") else None
    return f"{told}. {why}" if why else told


def _difference(expected: np.ndarray, actual: np.ndarray) -> float:
    with np.errstate(all="ignore"):
        return float(np.max(np.abs(expected - actual)))


def _plain(outcome: Outcome) -> str:
    lines = [f"{VERDICTS[outcome.verdict]}: {outcome.sentence}"]
    if outcome.problem is not None:
        lines.append(problem_text(outcome.problem))
        if isinstance(outcome.problem, StudentError) and outcome.problem.line:
            lines.append(f"    {outcome.problem.line}")
    lines += [line for slip in outcome.slips for line in (slip.sentence, slip.hint)]
    return "\n".join([*lines, *outcome.notes])


def _html(outcome: Outcome, unfenced: bool) -> str:
    parts = [f"<p><b>{VERDICTS[outcome.verdict]}</b> {escape(outcome.sentence)}</p>"]
    if outcome.problem is not None:
        parts.append(f"<p>{escape(problem_text(outcome.problem))}</p>")
        parts.append(_details(outcome.problem))
    if outcome.slips:
        parts.append(f"<p><b>{ONE if len(outcome.slips) == 1 else SEVERAL}</b></p><ul>")
        parts += [f"<li>{escape(slip.sentence)}<br><i>{escape(slip.hint)}</i></li>" for slip in outcome.slips]
        parts.append("</ul>")
    parts += [f"<p>{escape(note)}</p>" for note in outcome.notes]
    if unfenced:
        parts.append(f"<p><b>{UNFENCED}</b></p>")
    return "".join(parts)


def _details(problem: Mismatch | StudentError) -> str:
    """Expected against received, or the line that raised."""
    if isinstance(problem, StudentError):
        return f"<pre>{escape(problem.line)}</pre>" if problem.line else ""
    captions = CAPTIONS.get(problem.kind, ())
    matrices = zip(captions, (problem.expected, problem.actual), strict=False)
    cells = [
        f"<td><b>{caption}</b><pre>{escape(_matrix(matrix))}</pre></td>"
        for caption, matrix in matrices
        if matrix is not None
    ]
    return f"<table><tr>{''.join(cells)}</tr></table>" if cells else ""


def _matrix(matrix: np.ndarray) -> str:
    """The upper left corner of a matrix, with three decimals."""
    matrix = np.atleast_2d(matrix)
    corner = matrix[:SHOWN_ROWS, :SHOWN_COLUMNS]
    lines = [" ".join(_number(number) for number in row) for row in corner]
    if corner.shape[1] < matrix.shape[1]:
        lines = [line + " …" for line in lines]
    return "\n".join(lines + (["…"] if corner.shape[0] < matrix.shape[0] else []))


def _number(number: float) -> str:
    return f"{number:8.3f}" if abs(number) < 1000 else f"{number:8.1e}"


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
