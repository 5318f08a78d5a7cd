"""What happened at a check, in words and small pictures: an Outcome as HTML and as plain text.

All sentences that students read and that belong to no assignment stand here. Whatever came from a student is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from autograder.checks import Figure, Mismatch, Outcome, Slip, StudentError, Verdict, agree, close
from autograder.pictures import bars, heatmaps

SHOWN_ROWS, SHOWN_COLUMNS = 6, 5  # of a matrix in the feedback
DECIMALS = 2  # too few to pass a comparison: what is shown cannot be handed in as an answer
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
    "property": "{expected}",  # the rubric's own sentence
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
    "deaths": "O notebook encerrou o seu processo vezes demais, e a função não pôde ser chamada.",
    "scratch": "Esta célula não foi executada: as de rascunho já tinham usado o seu tempo. Isso não tira pontos.",
    "leftover": "Há código na célula, mas a linha raise NotImplementedError interrompe a função: apague essa linha.",
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
UNANSWERED = "A questão não foi respondida: a célula ainda contém NotImplementedError."
ONE = "O que aconteceu:"
TOGETHER = "O que aconteceu ({count} deslizes juntos reproduzem exatamente a sua saída):"
SEVERAL = "Mais de uma explicação reproduz exatamente a sua saída; uma delas é a sua:"
AND = "e também:"
UNKNOWN = "Não identificado: nenhum dos deslizes conhecidos reproduz a sua saída."
FACTS = "O que se sabe:"
ALL_ROWS = "Há diferença em todas as linhas; a maior ({difference:.2g}) está na linha {row}, coluna {column}."
ROWS = "Há diferença nas linhas {rows} (de {total}); a maior ({difference:.2g}) está na linha {row}, coluna {column}."
FACTOR = "A saída é a esperada, multiplicada por {factor:.3g}."
SEE = "Para rever:"
MARKED = "Onde há diferença, o número está marcado."
HEATMAP = "À esquerda o esperado, à direita o recebido, em porcentagem; com moldura, os que diferem."
HEATMAP_ALT = "{title}: dois quadros. Esperado: {expected}. Recebido: {actual}."
BARS = "A linha vertical é o valor esperado, {target:g}; cada barra, uma linha da saída."
BARS_ALT = "{title}: {values}; o esperado é {target:g} em todas."
UNFENCED = "Corrigido SEM isolamento (nível 0)."


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


def plain_of(outcome: Outcome) -> str:
    """Everything but the pictures and the matrices, as plain text."""
    lines = [f"{VERDICTS[outcome.verdict]}: {outcome.sentence}"]
    if outcome.problem is not None:
        lines.append(problem_text(outcome.problem))
        if isinstance(outcome.problem, StudentError) and outcome.problem.line:
            lines.append(f"    {outcome.problem.line}")
    lines += [line for slip in outcome.slips for line in (slip.sentence, slip.hint)]
    return "\n".join([*lines, *known(outcome)])


def known(outcome: Outcome) -> list[str]:
    """What is worth telling beside the slips: notes, and for an answer that nothing explains all that is known."""
    problem = outcome.problem
    if outcome.explanations or not isinstance(problem, Mismatch) or problem.kind != "values":
        return list(outcome.notes)
    return [*outcome.notes, *_where(problem.expected, problem.actual)]


def _where(expected: np.ndarray, actual: np.ndarray) -> Iterator[str]:
    """Where two matrices differ, and whether it is by a factor."""
    factor = float(np.vdot(expected, actual) / (np.vdot(expected, expected) or 1.0))
    if close(actual, expected * factor):
        yield FACTOR.format(factor=factor)
        return
    apart = np.abs(actual - expected)  # (n, d)
    rows = [str(row + 1) for row in np.flatnonzero(_different(expected, actual).any(axis=1))]
    sentence = ALL_ROWS if len(rows) == len(apart) else ROWS
    row, column = np.unravel_index(np.argmax(apart), apart.shape)
    yield sentence.format(
        rows=", ".join(rows), total=len(apart), difference=apart[row, column], row=row + 1, column=column + 1
    )


def _different(expected: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """The numbers that are not close, of matrices of one shape."""
    return ~agree(actual, expected)


def html_of(outcome: Outcome, unfenced: bool = False) -> str:
    """The feedback of one grade cell, as HTML."""
    parts = [f"<p><b>{VERDICTS[outcome.verdict]}</b> {escape(outcome.sentence)}</p>"]
    if outcome.problem is not None:
        parts.append(f"<p>{escape(problem_text(outcome.problem))}</p>")
    parts += _explanations(outcome.explanations)
    parts += _known(outcome)
    parts += [_figure(figure) for figure in outcome.figures]
    if outcome.problem is not None:
        parts.append(_details(outcome.problem))
        if outcome.see:
            label, address = map(escape, outcome.see)
            parts.append(f'<p>{SEE} <a href="{address}">{label}</a>.</p>')
    if unfenced:
        parts.append(f"<p><b>{UNFENCED}</b></p>")
    return "".join(parts)


def _explanations(explanations: Sequence[tuple[Slip, ...]]) -> Iterator[str]:
    if len(explanations) == 1:
        (slips,) = explanations
        yield f"<p><b>{ONE if len(slips) == 1 else TOGETHER.format(count=len(slips))}</b></p>"
        yield f"<ul>{''.join(f'<li>{_slip(slip)}</li>' for slip in slips)}</ul>"
    elif explanations:
        yield f"<p><b>{SEVERAL}</b></p><ol>"
        yield from (f"<li>{f'<br>{AND} '.join(map(_slip, slips))}</li>" for slips in explanations)
        yield "</ol>"


def _slip(slip: Slip) -> str:
    return f"{escape(slip.sentence)}<br><i>{escape(slip.hint)}</i>"


def _known(outcome: Outcome) -> Iterator[str]:
    sentences = [escape(sentence) for sentence in known(outcome)]
    if outcome.problem is None or outcome.explanations:
        yield from (f"<p>{sentence}</p>" for sentence in sentences)
        return
    if isinstance(outcome.problem, Mismatch) and outcome.problem.kind != "property":
        yield f"<p><b>{UNKNOWN}</b></p>"
    if sentences:
        yield f"<p>{FACTS}</p><ul>{''.join(f'<li>{sentence}</li>' for sentence in sentences)}</ul>"


def _figure(figure: Figure) -> str:
    if figure.kind == "bars":
        told = {"title": figure.title, "target": figure.expected}
        values = ", ".join(f"{value:.2f}" for value in figure.actual)
        source, alt = bars(figure.actual, figure.expected), BARS_ALT.format(values=values, **told)
        caption = BARS.format(**told)
    else:
        source = heatmaps(figure.expected, figure.actual, _different(figure.expected, figure.actual))
        caption, percent = HEATMAP, [_percentages(weights) for weights in (figure.expected, figure.actual)]
        alt = HEATMAP_ALT.format(title=figure.title, expected=percent[0], actual=percent[1])
    return f'<p>{escape(figure.title)}<br><img src="{source}" alt="{escape(alt)}"><br><small>{caption}</small></p>'


def _percentages(weights: np.ndarray) -> str:
    return "; ".join(" ".join(f"{100 * weight:.0f}" for weight in row) for row in weights)


def _details(problem: Mismatch | StudentError) -> str:
    """Expected against received, or the line that raised."""
    if isinstance(problem, StudentError):
        return f"<pre>{escape(problem.line)}</pre>" if problem.line else ""
    expected, actual = problem.expected, problem.actual
    marked = _different(expected, actual) if problem.kind == "values" else None
    shown = zip(CAPTIONS.get(problem.kind, ()), (expected, actual), (None, marked), strict=False)
    cells = [
        f"<td><b>{caption}</b><pre>{_matrix(matrix, marks)}</pre></td>"
        for caption, matrix, marks in shown
        if matrix is not None
    ]
    note = "" if marked is None else f"<p><small>{MARKED}</small></p>"
    return f"<table><tr>{''.join(cells)}</tr></table>{note}" if cells else ""


def _matrix(matrix: np.ndarray, marks: np.ndarray | None) -> str:
    """The upper left corner of a matrix as HTML text, the numbers that `marks` says marked."""
    matrix = np.atleast_2d(matrix)
    marks = np.zeros(matrix.shape, dtype=bool) if marks is None else marks
    corner = matrix[:SHOWN_ROWS, :SHOWN_COLUMNS]
    lines = [" ".join(map(_number, *rows)) for rows in zip(corner, marks[:, :SHOWN_COLUMNS], strict=False)]
    if corner.shape[1] < matrix.shape[1]:
        lines = [line + " …" for line in lines]
    return "\n".join(lines + (["…"] if corner.shape[0] < matrix.shape[0] else []))


def _number(number: float, marked: bool) -> str:
    text = f"{number:7.{DECIMALS}f}" if abs(number) < 1000 else f"{number:7.0e}"
    return f"{text[: -len(text.strip())]}<mark><b>{text.strip()}</b></mark>" if marked else text
