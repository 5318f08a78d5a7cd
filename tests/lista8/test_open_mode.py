"""Open mode: stock nbgrader with its own Execute, no plugin, the project installed. Honest answers score the same."""

import sqlite3

import pytest
from nbformat.v4 import new_code_cell

from autograder.demo import fill
from tests.conftest import EXPECTED, POINTS, SAMPLES, autograded, hand_in, make_course, nbgrader, released
from tests.golden.oracles import PATIENCE

PLAIN = f"c = get_config()\nc.ClearMarkScheme.enforce_metadata = False\n{PATIENCE}"
WITHOUT_THE_PROJECT = "import sys; sys.modules['autograder'] = None  # as if it were not installed"
# A kernel costs two seconds, so one of each kind of difference between fence and kernel rather than the whole corpus.
HONEST = [
    "certa-classe",
    "certa-magicas",
    "certa-norma-propria-eps",
    "certa-pesos",
    "certa-prints-e-avisos",
    "certa-projetadas",
    "certa-rascunho-com-erro",
    "certa-tupla",
    "errada-devolve-os-pesos",
    "errada-erro-de-sintaxe",
    "errada-pre-ln",
    "errada-sem-escala",
    "errada-sem-escala-e-pre-ln",
    "errada-so-imprime",
    "errada-softmax-nas-colunas",
    "errada-transposta-esquecida",
    "errada-wo-esquecido",
    "vazia-sem-resposta",
    "vazia-so-q2",
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("open"), PLAIN)
    for name in HONEST:
        hand_in(folder, name, fill(released(folder), (SAMPLES[name] / "answer.py").read_text()))
    notebook = fill(released(folder), (SAMPLES["certa-pesos"] / "answer.py").read_text())
    notebook.cells.insert(0, new_code_cell(WITHOUT_THE_PROJECT))
    hand_in(folder, "sem-o-projeto", notebook)
    done = nbgrader(folder, "autograde", "lista8")
    if done.returncode:  # on a busy machine one of the kernels may not start: once more, for that student alone
        done = nbgrader(folder, "autograde", "lista8")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.mark.parametrize("name", HONEST)
def test_a_plain_kernel_gives_the_same_points_as_the_fence(course, name):
    expected = POINTS | {cell: told["points"] for cell, told in EXPECTED[name]["cells"].items()}
    query = """select base_cell.name, grade.auto_score from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        where submitted_assignment.student_id = ? and base_cell.name != 'q3_decoder'"""
    with sqlite3.connect(course / "gradebook.db") as database:
        assert dict(database.execute(query, [name])) == expected
    database.close()


def test_the_student_reads_the_same_sentences(course):
    (cell,) = [cell for cell in autograded(course, "errada-sem-escala").cells if cell.id == "q1_valores"]
    assert "Faltou dividir" in cell.outputs[0].data["text/html"]


def test_without_the_project_the_cell_fails_closed(course):
    cells = autograded(course, "sem-o-projeto").cells
    checks = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") in POINTS]
    assert [cell.outputs[-1].ename for cell in checks] == ["ModuleNotFoundError"] * len(POINTS)
