"""What students read: explicit points, plain words, nothing unescaped."""

import numpy as np
import pytest
from jinja2 import Environment
from nbformat import from_dict, validate
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder import feedback
from autograder.checks import Mismatch, Outcome, Slip, StudentError, Verdict

M = np.arange(6.0).reshape(2, 3)
MISMATCHES = [
    Mismatch("shape", (2, 3), (3, 2)),
    Mismatch("not a matrix", actual=np.zeros(3)),
    Mismatch("not an array", actual="dict"),
    Mismatch("not finite", M, M * np.nan),
    Mismatch("not finite", None, M * np.nan),
    Mismatch("values", M, M + 1),
    Mismatch("negative", None, -M),
    Mismatch("same for all", None, M),
    Mismatch("row sums", np.ones(2), M.sum(axis=1)),
    Mismatch("row statistics", np.array([0.0, 1.0]), np.zeros((2, 2))),
]
ERRORS = [
    StudentError(Verdict.CRASH, "exception", "ValueError", "shapes", "y = x @ W"),
    StudentError(Verdict.MISSING, "exception", "NotImplementedError"),
    *(StudentError(Verdict.CRASH, kind, "nome", "mensagem") for kind in feedback.BREAKDOWNS),
]


def outcome(problem=None, verdict=Verdict.FAIL, share=0.0, **more):
    return Outcome("q", "A frase da questão.", verdict, share, problem, **more)


def grade_cell(outputs, points):
    meta = {"grade": True, "solution": False, "locked": True, "points": points, "grade_id": "q", "schema_version": 3}
    cell = new_code_cell("# teste", metadata={"nbgrader": meta})
    cell.outputs = from_dict(outputs)
    return cell


@pytest.mark.parametrize("problem", MISMATCHES + ERRORS, ids=lambda problem: problem.kind)
def test_every_problem_has_a_sentence_and_scores_what_it_should(problem):
    outputs = feedback.outputs_of(outcome(problem), 2.5)
    cell = grade_cell(outputs, 2.5)
    validate(new_notebook(cells=[cell]))
    assert determine_grade(cell) == (0.0, 2.5)
    assert "A frase da questão." in outputs[0]["data"]["text/html"]
    assert "{" not in feedback.problem_text(problem)
    assert feedback.problem_text(problem) in outputs[0]["data"]["text/plain"]


def test_every_verdict_has_its_words():
    assert set(feedback.VERDICTS) == set(Verdict)


@pytest.mark.parametrize(("share", "points", "score"), [(1.0, 2.5, 2.5), (0.6, 2.5, 1.5), (0.7, 1, 0.7), (0.0, 3, 0.0)])
def test_nbgrader_reads_exactly_the_points(share, points, score):
    assert determine_grade(grade_cell(feedback.outputs_of(outcome(share=share), points), points)) == (score, points)


def test_there_is_one_result_after_the_display_and_nothing_on_stderr():
    kinds = [output["output_type"] for output in feedback.outputs_of(outcome(MISMATCHES[5]), 1)]
    assert kinds == ["display_data", "execute_result"]


def test_the_named_slip_and_its_hint_are_told():
    slip = Slip("nome", {}, "Faltou <dividir>.", "Onde?", 0.5)
    html = feedback.outputs_of(outcome(MISMATCHES[5], slips=(slip,)), 1)[0]["data"]["text/html"]
    assert "Faltou &lt;dividir&gt;." in html
    assert "Onde?" in html


def test_what_the_student_wrote_is_escaped():
    evil = "<script>alert(1)</script>"
    problem = StudentError(Verdict.CRASH, "exception", evil, evil, evil)
    assert "<script" not in feedback.outputs_of(outcome(problem), 1)[0]["data"]["text/html"]


def test_a_level_without_a_fence_is_shown_in_every_result():
    assert "SEM isolamento" in feedback.outputs_of(outcome(), 1, unfenced=True)[0]["data"]["text/html"]


def test_a_large_matrix_is_cut_to_a_corner():
    html = feedback.outputs_of(outcome(Mismatch("values", np.ones((50, 50)), np.zeros((50, 50)))), 1)[0]["data"][
        "text/html"
    ]
    assert html.count("1.000") == feedback.SHOWN_ROWS * feedback.SHOWN_COLUMNS
    assert "…" in html


def test_a_stopped_or_cut_cell_says_so():
    outputs = feedback.cell_outputs([], cut=True, stopped=StudentError(Verdict.TIMEOUT, "cpu"))
    assert "cortada" in outputs[0]["text"]
    assert "laço" in outputs[1]["evalue"]


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<iframe src='//evil'></iframe>",
    "<form action='//evil'><input name=a></form>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed;top:0'>x</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<base href='//evil'>",
    "<meta http-equiv=refresh content='0;//evil'>",
    "<details open ontoggle=alert(1)>",
    "<object data='x'></object>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "$<script>alert(1)</script>$",
    "$$\\text{<img src=x onerror=alert(1)>}$$",
    "<div id='q3_decoder' class='navbar navbar-fixed-top'>x</div>",
    "<img src='https://example.org/seen.png'>",
    "![x](//example.org/seen.png)",
]
FORBIDDEN = (
    "<script",
    "<svg",
    "<iframe",
    "<form",
    "<input",
    "<style",
    "<base",
    "<meta",
    "<object",
    "<details open ont",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_markdown_cannot_run_or_disguise_anything(attack):
    environment = Environment()
    environment.filters["markdown2html"] = feedback.clean_markdown
    html = environment.from_string("{{ source | markdown2html }}").render(source=attack)
    again = feedback.clean_html(attack)
    for text in (html, again):
        assert not any(tag in text.lower() for tag in FORBIDDEN), text
        tags = "".join(part.split(">")[0] for part in text.lower().split("<")[1:])
        assert not any(
            word in tags
            for word in ("onerror", "onload", "javascript:", "data:", "style=", "id=", "navbar", "example.org")
        ), text


@pytest.mark.parametrize("attachments", [{}, {"x.png": {}}, {"x.png": {"text/plain": "x"}}, {"x.png": 3}])
def test_a_lost_attachment_does_not_cost_the_student_the_feedback(attachments):
    environment = Environment()
    environment.filters["markdown2html"] = feedback.clean_markdown
    template = environment.from_string("{{ source | markdown2html }}")
    assert "texto" in template.render(source="texto ![a](attachment:x.png)", cell={"attachments": attachments})


def test_honest_markdown_keeps_its_formatting_tables_math_and_pictures():
    picture = "![figura](data:image/png;base64,iVBORw0KGgo=)"
    code = "```python\ndef f(): pass\n```"
    source = (
        f"# Título\n\n**forte** `a < b` $x < y$\n\n|a|b|\n|-|-|\n|1|2|\n\n[l](https://example.com) {picture}\n\n{code}"
    )
    environment = Environment()
    environment.filters["markdown2html"] = feedback.clean_markdown
    html = environment.from_string("{{ source | markdown2html }}").render(source=source)
    for part in (
        "<h1",
        "<strong>",
        "a &lt; b",
        "$x &lt; y$",
        "<td>1</td>",
        "https://example.com",
        "data:image/png",
        'class="k"',
    ):
        assert part in html, part
