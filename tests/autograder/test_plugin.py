"""The stock command line with the plugin: what a TA and an instructor rely on."""

import sqlite3
from contextlib import closing

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.demo import fill
from tests.conftest import CONFIG, POINTS, SAMPLES, autograded, hand_in, make_course, nbgrader, released
from tests.golden.oracles import PATIENCE, by_stock

NO_FENCE = """
from autograder.jail import jail
def missing(*arguments):
    raise jail.SandboxError("not on this machine")
jail.bubblewrap_command = jail.readable_paths = missing
"""
BROKEN_KEY = """
from solutions.lista8 import reference
def broken(*arguments):
    raise ZeroDivisionError("a bug in the answer key")
reference.self_attention = broken
"""
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def answered(course, sample):
    return fill(released(course), (SAMPLES[sample] / "answer.py").read_text())


def scores(course, student):
    query = """select base_cell.name, grade.auto_score from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        where submitted_assignment.student_id = ?"""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return {name: score for name, score in database.execute(query, [student]) if name in POINTS}


@pytest.fixture(scope="module")
def course(sandbox, tmp_path_factory):
    """A right answer (ana), a wrong one (bia), one that attacks the pages it is shown on (caio); with feedback."""
    folder = make_course(tmp_path_factory.mktemp("course"), CONFIG.format(minimum=3))
    hand_in(folder, "ana", answered(folder, "certa-pesos"))
    hand_in(folder, "bia", answered(folder, "errada-sem-escala"))
    evil = answered(folder, "certa-pesos")
    evil.cells[-2].source = f"Ensaio {EVIL} [x](javascript:alert(3))"
    code = "from IPython.display import *\n"
    code += f"display(HTML('''{EVIL}'''), Javascript('alert(4)'), SVG('<svg/>'))\nprint('''{EVIL}''')"
    evil.cells[6:6] = [new_code_cell(code), new_markdown_cell(EVIL), new_code_cell(f"raise ValueError('''{EVIL}''')")]
    for cell in evil.cells:
        if cell.id == "q1_self_attention":
            cell.source = f"def self_attention(X, query, key, value): raise ValueError('''{EVIL}''')"
    hand_in(folder, "caio", evil)
    for command in ("autograde", "generate_feedback"):
        done = nbgrader(folder, command, "lista8")
        assert done.returncode == 0, done.stderr[-3000:]
    return folder


def test_scores_reach_nbgraders_own_gradebook_and_export(course):
    assert scores(course, "ana") == POINTS
    assert scores(course, "bia") == POINTS | {"q1_valores": 1.5}
    assert nbgrader(course, "export").returncode == 0
    assert "bia" in (course / "grades.csv").read_text()


def test_level_and_seed_are_kept_with_the_result_and_announced(course, sandbox):
    metadata = autograded(course, "ana").metadata.autograder
    assert metadata.sandbox_level == sandbox.level
    assert metadata.seed == autograded(course, "bia").metadata.autograder.seed
    done = nbgrader(course, "autograde", "lista8", "--student", "ana", "--force")
    assert done.stderr.count(f"[autograder] sandbox level {sandbox.level}") == 1


def test_the_same_seed_gives_the_same_notebook_again(course):
    options = ("autograde", "lista8", "--student", "bia", "--force", "--FencedExecute.seed=77")
    runs = []
    for _ in range(2):
        assert nbgrader(course, *options).returncode == 0
        runs.append([cell for cell in autograded(course, "bia").cells if cell.id in POINTS])
    assert runs[0] == runs[1]
    assert autograded(course, "bia").metadata.autograder.seed == 77


def test_a_manual_score_and_a_comment_survive_regrading(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        essay = gradebook.find_grade("q3_decoder", "lista8", "lista8", "ana")
        essay.manual_score, essay.needs_manual_grade = 1.5, False
        override = gradebook.find_grade("q1_valores", "lista8", "lista8", "ana")
        override.manual_score = 2.0
        gradebook.find_comment("q3_decoder", "lista8", "lista8", "ana").manual_comment = "Muito bem."
        gradebook.db.commit()
    assert nbgrader(course, "autograde", "lista8", "--student", "ana", "--force").returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("q3_decoder", "lista8", "lista8", "ana").score == 1.5
        assert gradebook.find_grade("q1_valores", "lista8", "lista8", "ana").score == 2.0
        assert gradebook.find_comment("q3_decoder", "lista8", "lista8", "ana").comment == "Muito bem."


@pytest.mark.parametrize("student", ["ana", "bia", "caio"])
def test_feedback_shows_no_hidden_test_no_answer_key_and_no_mark_scheme(course, student):
    html = (course / "feedback" / student / "lista8/lista8.html").read_text()
    for secret in (
        "HIDDEN",
        "autograder.notebook",
        "MARK SCHEME",
        "Roteiro de correção",
        "BEGIN SOLUTION",
        "reference",
    ):
        assert secret not in html, secret


def test_feedback_says_what_happened(course):
    html = (course / "feedback/bia/lista8/lista8.html").read_text()
    for phrase in ("Faltou dividir os produtos", "Esperado", "Recebido", "◐ Parcial", "✓ Certo"):
        assert phrase in html, phrase


def test_what_a_student_wrote_cannot_run_in_the_feedback(course):
    page = BeautifulSoup((course / "feedback/caio/lista8/lista8.html").read_text(), "html.parser")
    assert "alert(1)" in page.get_text()  # shown, as text
    assert not [script for script in page.find_all("script") if "alert" in script.get_text()]
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not [tag for tag in page.find_all(href=True) if "javascript" in tag["href"]]
    assert not page.find_all(["iframe", "object", "svg"])


def test_a_deleted_grade_cell_comes_back_and_changed_points_do_not_count(course):
    notebook = answered(course, "certa-pesos")
    notebook.cells = [cell for cell in notebook.cells if cell.id != "q2_valores"]
    for cell in notebook.cells:
        if cell.id == "q1_valores":
            cell.metadata.nbgrader.points = 100.0
    hand_in(course, "dora", notebook)
    assert nbgrader(course, "autograde", "lista8", "--student", "dora").returncode == 0
    assert scores(course, "dora") == POINTS


def test_without_a_sandbox_nothing_is_graded_and_nothing_is_lost(tmp_path):
    course = make_course(tmp_path, CONFIG.format(minimum=3) + NO_FENCE)
    hand_in(course, "ana", answered(course, "certa-pesos"))
    before = (course / "submitted/ana/lista8/lista8.ipynb").read_bytes()
    done = nbgrader(course, "autograde", "lista8")
    assert done.returncode == 2
    assert "refusing to grade" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (course / "autograded").exists()
    assert scores(course, "ana") == {}
    assert (course / "submitted/ana/lista8/lista8.ipynb").read_bytes() == before


def test_the_explicit_way_around_grades_without_a_fence_and_shows_it_everywhere(tmp_path):
    course = make_course(tmp_path, CONFIG.format(minimum=0) + NO_FENCE)
    hand_in(course, "ana", answered(course, "certa-pesos"))
    done = nbgrader(course, "autograde", "lista8")
    assert done.returncode == 0, done.stderr
    assert "NO FENCE" in done.stderr
    assert scores(course, "ana") == POINTS
    assert autograded(course, "ana").metadata.autograder.sandbox_level == 0
    assert nbgrader(course, "generate_feedback", "lista8").returncode == 0
    assert "SEM isolamento" in (course / "feedback/ana/lista8/lista8.html").read_text()


def test_a_fault_of_ours_is_an_error_that_a_person_sees_never_a_zero(tmp_path, sandbox):
    course = make_course(tmp_path, CONFIG.format(minimum=3) + BROKEN_KEY)
    hand_in(course, "ana", answered(course, "certa-pesos"))
    done = nbgrader(course, "autograde", "lista8")
    assert done.returncode != 0
    assert "a bug in the answer key" in done.stderr
    assert not (course / "autograded/ana/lista8").exists()
    assert set(scores(course, "ana").values()) <= {None}


# Another course: plain asserts, no rubric. Its tests run in the fence as stock nbgrader would run them.

TESTS = {
    "right": "assert double(2) == 4",
    "wrong": "assert double(2) == 5, 'cinco'",
    "partial": "0.5 if double(2) == 4 else 0",
    "warns": "import sys; print('aviso', file=sys.stderr)",
    "prints": "print('tudo bem')",
}


def plain_course(folder, config):
    def meta(grade_id, **more):
        base = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
        return {"nbgrader": {**base, "grade_id": grade_id, **more}}

    answer = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    cells = [new_code_cell(answer, metadata=meta("double", solution=True))]
    cells += [
        new_code_cell(source, metadata=meta(name, grade=True, locked=True, points=1)) for name, source in TESTS.items()
    ]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (folder / "source/ps-1").mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata=spec), folder / "source/ps-1/p1.ipynb")
    (folder / "nbgrader_config.py").write_text(config)
    assert nbgrader(folder, "generate_assignment", "ps-1").returncode == 0
    sources = {
        "ana": "def double(x): return 2 * x",
        "bia": "def double(x): return 1 / 0",
        "caio": "import os; os._exit(0)",
        "dora": "",
    }
    for student, source in sources.items():
        notebook = nbformat.read(folder / "release/ps-1/p1.ipynb", as_version=4)
        notebook.cells[0].source = source
        (folder / "submitted" / student / "ps-1").mkdir(parents=True)
        nbformat.write(notebook, folder / "submitted" / student / "ps-1/p1.ipynb")
    done = nbgrader(folder, "autograde", "ps-1")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        rows = {}
        for student in sources:
            graded = gradebook.find_submission_notebook("p1", "ps-1", student).grades
            rows[student] = {grade.name: grade.auto_score for grade in graded}
    return done, rows


@pytest.mark.oracle
def test_another_courses_plain_asserts_score_in_the_fence_as_in_stock_nbgrader(sandbox, tmp_path):
    def grade_by_stock():
        plain_course(tmp_path / "stock", "c = get_config()\n" + PATIENCE)
        return tmp_path / "stock"

    fenced, ours = plain_course(tmp_path / "fenced", CONFIG.format(minimum=3))
    stock = {student: {} for student in ours}
    for student, _, name, score, *_ in by_stock("plain", grade_by_stock).rows["grade"]:
        stock[student][name] = score
    assert fenced.returncode == 0, fenced.stderr
    assert ours["ana"] == {"right": 1, "wrong": 0, "partial": 0.5, "warns": 0, "prints": 1} == stock["ana"]
    for student in ("bia", "dora"):
        assert ours[student] == stock[student]
    assert ours["caio"]["right"] == 0  # in stock nbgrader the kernel is dead and nothing is graded


def strip_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)


def duplicate(cell_id):
    def damage(notebook):
        copy = nbformat.from_dict(next(cell for cell in notebook.cells if cell.id == cell_id))
        copy.id = "copia"
        notebook.cells.insert(3, copy)

    return damage


def delete(*ids):
    def damage(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id not in ids]

    return damage


def set_nbgrader(cell_id, value):
    def damage(notebook):
        for cell in notebook.cells:
            if cell.id == cell_id:
                cell.metadata["nbgrader"] = {**cell.metadata.nbgrader, **value} if isinstance(value, dict) else value

    return damage


DAMAGES = {  # what students' tools do to a right answer; the name of the student who did it
    "copia-da-resposta": duplicate("q1_self_attention"),
    "copia-do-teste": duplicate("q1_valores"),
    "sem-primeiro-teste": delete("q1_formato"),
    "sem-testes": delete(*POINTS),
    "sem-importacoes": delete("importacoes", "funcoes_dadas"),
    "sem-metadados": strip_metadata,
    "esquema-novo": set_nbgrader("q1_valores", {"schema_version": 99}),
    "esquema-velho": set_nbgrader("importacoes", {"schema_version": 1}),
    "esquema-texto": set_nbgrader("q1_valores", {"schema_version": "3"}),
    "nbgrader-texto": set_nbgrader("q1_valores", "oi"),
    "id-desconhecido": set_nbgrader("q1_valores", {"grade_id": "q9"}),
    "id-lista": set_nbgrader("q1_valores", {"grade_id": ["q9"]}),
    "pontos-e-papel": set_nbgrader("q1_valores", {"points": 1000, "solution": True}),
    "resposta-como-teste": set_nbgrader("q1_self_attention", {"grade": True}),
    "intacta": lambda notebook: None,
}


@pytest.fixture(scope="module")
def damaged(sandbox, tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("damaged"), CONFIG.format(minimum=3))
    for student, damage in DAMAGES.items():
        notebook = answered(folder, "certa-pesos")
        damage(notebook)
        (folder / "submitted" / student / "lista8").mkdir(parents=True)
        path = folder / "submitted" / student / "lista8/lista8.ipynb"
        path.write_text(nbformat.v4.writes_json(notebook), encoding="utf-8")
    done = nbgrader(folder, "autograde", "lista8")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.mark.parametrize("student", DAMAGES)
def test_damaged_metadata_costs_a_right_answer_nothing_and_stops_nobody(damaged, student):
    assert scores(damaged, student) == POINTS


def test_an_essay_whose_cell_was_lost_waits_for_a_person(damaged):
    with Gradebook(f"sqlite:///{damaged / 'gradebook.db'}") as gradebook:
        essay = gradebook.find_grade("q3_decoder", "lista8", "lista8", "sem-metadados")
        assert (essay.auto_score, essay.needs_manual_grade) == (None, True)
