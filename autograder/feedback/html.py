"""What happened at a check, in words and small pictures: an Outcome as HTML and as plain text.

The words stand in messages.py and exceptions.py. Whatever came from a student is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from autograder.feedback import messages as told
from autograder.feedback.charts import bars, heatmaps
from autograder.feedback.exceptions import in_portuguese
from autograder.rubric import Figure, Mismatch, Outcome, Slip, StudentError, Verdict, agree, close

SHOWN_ROWS, SHOWN_COLUMNS = 6, 5  # of a matrix in the feedback
DECIMALS = 2  # too few to pass a comparison: what is shown cannot be handed in as an answer
MESSAGE_LIMIT = 600  # characters of an exception's message that are quoted
SAY_IT_ALL = ("property", "not an array")  # kinds of mismatch whose sentence needs no known slip


def problem_text(problem: Mismatch | StudentError) -> str:
    """What went wrong, as plain text."""
    return _mismatch_text(problem) if isinstance(problem, Mismatch) else _error_text(problem)


def _mismatch_text(problem: Mismatch) -> str:
    kind, expected, actual, difference = problem.kind, problem.expected, problem.actual, 0.0
    if kind == "values":
        with np.errstate(all="ignore"):
            difference = float(np.max(np.abs(expected - actual)))
    elif kind == "shape":
        expected, actual = _shape(expected), _shape(actual)
    elif kind == "not a matrix":
        actual = _shape(actual.shape)
    elif kind == "not finite":
        nan, inf = bool(np.any(np.isnan(actual))), bool(np.any(np.isinf(actual)))
        actual = told.NAN_AND_INF if nan and inf else told.INF if inf else told.NAN
    elif kind == "not an array":
        if actual == "NoneType":
            return told.NOTHING
        actual = told.RETURNED.get(actual, told.OBJECT.format(name=actual))
    return told.MISMATCHES[kind].format(expected=expected, actual=actual, difference=difference)


def _shape(shape: tuple[int, ...]) -> str:
    return told.SCALAR if shape == () else told.EMPTY_SHAPE.format(shape=shape) if 0 in shape else str(shape)


def _error_text(problem: StudentError) -> str:
    if problem.verdict is Verdict.MISSING and problem.kind == "exception":
        return told.UNANSWERED
    text = told.BREAKDOWNS[problem.kind].format(name=problem.name, message=problem.message)
    if problem.kind not in ("exception", "cell"):
        return text
    message = " ".join(problem.message.split())
    if message:
        quoted = message if len(message) <= MESSAGE_LIMIT else f"{message[:MESSAGE_LIMIT]}…"
        text = told.RAISED.format(told=text, message=quoted)
    return f"{text}. {in_portuguese(problem.name, message)}".rstrip()


def _line(problem: Mismatch | StudentError) -> list[str]:
    """The line that stopped, if it says anything: that of a blank answer does not."""
    stopped = isinstance(problem, StudentError) and problem.verdict is not Verdict.MISSING
    return [problem.line] if stopped and problem.line else []


def plain_of(outcome: Outcome) -> str:
    """Everything but the pictures and the matrices, as plain text."""
    lines = [told.VERDICTS[outcome.verdict], f"{told.ASKED} {outcome.sentence}"]
    if outcome.same_as:
        return "\n".join([*lines, _same(outcome)])
    if outcome.problem is not None:
        lines.append(problem_text(outcome.problem))
        lines += [f"    {line}" for line in _line(outcome.problem)]
    lines += [line for slip in outcome.slips for line in (slip.sentence, slip.hint)]
    return "\n".join([*lines, *known(outcome)])


def _same(outcome: Outcome) -> str:
    sentence = told.SAME if outcome.problem and _line(outcome.problem) else told.SAME_SPOT
    return sentence.format(check=outcome.same_as)


def known(outcome: Outcome) -> list[str]:
    """What is worth telling beside the slips: notes, and for an answer that nothing explains all that is known."""
    problem = outcome.problem
    notes = [note for note in outcome.notes if problem is None or note != problem_text(problem)]
    if outcome.explanations or not isinstance(problem, Mismatch) or problem.kind != "values":
        return notes
    part = [told.PART.format(part=", ".join(map(str, problem.part)))] if problem.part else []
    return [*notes, *part, *_where(problem.expected, problem.actual)]


def _where(expected: np.ndarray, actual: np.ndarray) -> Iterator[str]:
    """Where two matrices differ, and whether it is by a factor."""
    factor = float(np.vdot(expected, actual) / (np.vdot(expected, expected) or 1.0))
    if not np.any(actual):
        yield told.ZEROS
    elif not _different(expected, actual).any():
        return  # what differs lies in another part of the output
    elif close(actual, expected * factor):
        yield told.FACTOR.format(factor=factor)
    else:
        yield _rows(expected, actual)


def _rows(expected: np.ndarray, actual: np.ndarray) -> str:
    """The rows in which two matrices differ, and where they do most."""
    apart = np.abs(actual - expected)  # (n, d)
    rows = [str(row + 1) for row in np.flatnonzero(_different(expected, actual).any(axis=1))]
    row, column = np.unravel_index(np.argmax(apart), apart.shape)
    if len(apart) == 1:
        sentence = told.ONLY_ROW
    else:
        sentence = told.ALL_ROWS if len(rows) == len(apart) else told.ONE_ROW if len(rows) == 1 else told.ROWS
    named = " e ".join(filter(None, (", ".join(rows[:-1]), *rows[-1:])))
    largest = {"difference": apart[row, column], "row": row + 1, "column": column + 1}
    return sentence.format(rows=named, total=len(apart), **largest)


def _different(expected: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """The numbers that are not close, of matrices of one shape."""
    return ~agree(actual, expected)


def html_of(outcome: Outcome, unfenced: bool = False) -> str:
    """The feedback of one grade cell, as HTML."""
    parts = [f"<p><b>{told.VERDICTS[outcome.verdict]}</b><br>{told.ASKED} {escape(outcome.sentence)}</p>"]
    parts += [f"<p>{escape(_same(outcome))}</p>"] if outcome.same_as else _story(outcome)
    if unfenced:
        parts.append(f"<p><b>{told.UNFENCED}</b></p>")
    return "".join(parts)


def _story(outcome: Outcome) -> Iterator[str]:
    """What happened, in full."""
    problem = outcome.problem
    if problem is not None:
        yield f"<p>{escape(problem_text(problem))}</p>"
        yield from (f"<p>{told.LINE}</p><pre>{escape(line)}</pre>" for line in _line(problem))
    yield from _explanations(problem, outcome.explanations)
    yield from _known(outcome)
    yield from (_figure(figure) for figure in outcome.figures)
    if isinstance(problem, Mismatch):
        yield _matrices(problem)
    if problem is not None and outcome.see:
        label, address = map(escape, outcome.see)
        yield f'<p>{told.SEE} <a href="{address}">{label}</a>.</p>'


def _explanations(problem: Mismatch | StudentError | None, explanations: Sequence[tuple[Slip, ...]]) -> Iterator[str]:
    """The slips. What stopped, or is no matrix, has nothing that could be reproduced: they were found elsewhere."""
    elsewhere = isinstance(problem, StudentError) or getattr(problem, "kind", "") == "not an array"
    if len(explanations) == 1:
        (slips,) = explanations
        one, together = (told.ONE_ELSEWHERE, told.TOGETHER_ELSEWHERE) if elsewhere else (told.ONE, told.TOGETHER)
        yield f"<p><b>{one if len(slips) == 1 else together.format(count=len(slips))}</b></p>"
        yield f"<ul>{''.join(f'<li>{_slip(slip)}</li>' for slip in slips)}</ul>"
    elif explanations:
        yield f"<p><b>{told.SEVERAL_ELSEWHERE if elsewhere else told.SEVERAL}</b></p><ol>"
        yield from (f"<li>{f'<br>{told.AND} '.join(map(_slip, slips))}</li>" for slips in explanations)
        yield "</ol>"


def _slip(slip: Slip) -> str:
    return f"{escape(slip.sentence)}<br><i>{escape(slip.hint)}</i>"


def _known(outcome: Outcome) -> Iterator[str]:
    sentences = [escape(sentence) for sentence in known(outcome)]
    if outcome.problem is None or outcome.explanations:
        yield from (f"<p>{sentence}</p>" for sentence in sentences)
        return
    if isinstance(outcome.problem, Mismatch) and outcome.problem.kind not in SAY_IT_ALL:
        yield f"<p><b>{told.UNKNOWN}</b></p>"
    if sentences:
        yield f"<p>{told.FACTS}</p><ul>{''.join(f'<li>{sentence}</li>' for sentence in sentences)}</ul>"


def _figure(figure: Figure) -> str:
    if figure.kind == "bars":
        about = {"title": figure.title, "target": figure.expected}
        values = ", ".join(f"{value:.2f}" for value in figure.actual)
        source, alt = bars(figure.actual, figure.expected), told.BARS_ALT.format(values=values, **about)
        caption = told.BARS.format(**about)
    else:
        source = heatmaps(figure.expected, figure.actual, _different(figure.expected, figure.actual))
        caption, percent = told.HEATMAP, [_percentages(weights) for weights in (figure.expected, figure.actual)]
        alt = told.HEATMAP_ALT.format(title=figure.title, expected=percent[0], actual=percent[1])
    return f'<p>{escape(figure.title)}<br><img src="{source}" alt="{escape(alt)}"><br><small>{caption}</small></p>'


def _percentages(weights: np.ndarray) -> str:
    return "; ".join(" ".join(f"{100 * weight:.0f}" for weight in row) for row in weights)


def _matrices(problem: Mismatch) -> str:
    """Expected against received."""
    expected, actual = problem.expected, problem.actual
    marked = _different(expected, actual) if problem.kind == "values" else None
    shown = zip(told.CAPTIONS.get(problem.kind, ()), (expected, actual), (None, marked), strict=False)
    cells = [
        f"<td><b>{caption}</b><pre>{_matrix(matrix, marks)}</pre></td>"
        for caption, matrix, marks in shown
        if matrix is not None
    ]
    note = "" if marked is None else f"<p><small>{told.MARKED}</small></p>"
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
