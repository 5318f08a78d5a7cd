"""One notebook as it is graded: where each question is judged, and what is said of cells that stopped."""

import copy

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.grade_notebook import judge_notebook
from autograder.demo import fill
from autograder.judge.run.requests import Budget
from autograder.repair.log import describe
from autograder.rubric.load import rubric_of
from tests.conftest import POINTS, SAMPLES, released

RUBRIC = rubric_of("lista8")


@pytest.fixture
def judge(sandbox):
    """`judge(notebook)`: points by check; the notebook is written into."""

    def judge(notebook, budget=None):
        outcomes = judge_notebook(notebook, RUBRIC, sandbox, 1, budget or Budget(), {})
        return {outcome["check"]: outcome["share"] * POINTS[outcome["check"]] for outcome in outcomes}

    return judge


@pytest.fixture
def right():
    return fill(released(), (SAMPLES["certa-pesos"] / "answer.py").read_text())


def place(notebook, grade_id):
    return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells].index(grade_id)


def answer(notebook, grade_id):
    return notebook.cells[place(notebook, grade_id)]


def shown(notebook, grade_id):
    return "".join(output.get("data", {}).get("text/plain", "") for output in answer(notebook, grade_id).outputs)


def test_names_count_as_they_stood_at_the_first_grade_cell_of_each_question(judge, right):
    right.cells.insert(place(right, "funcoes_dadas"), new_code_cell("del self_attention\ndef helper(): return 1"))
    right.cells.insert(place(right, "q2_encoder_layer"), new_code_cell(answer(right, "q1_self_attention").source))
    right.cells.append(new_code_cell("%reset -f"))
    assert judge(right) == POINTS


def test_what_changes_between_two_grade_cells_of_one_question_does_not_count(judge, right):
    right.cells.insert(place(right, "q1_valores"), new_code_cell("def self_attention(*args): return 1"))
    right.cells.insert(place(right, "q2_encoder_layer"), new_code_cell(answer(right, "q1_self_attention").source))
    assert judge(right) == POINTS


def test_a_helper_that_stands_at_the_end_is_found(judge, right):
    cell = answer(right, "q1_self_attention")
    cell.source = cell.source.replace("def self_attention", "def attend") + "\n\n"
    cell.source += "def self_attention(*matrices): return helper(*matrices)"
    right.cells.append(new_code_cell("helper = attend"))
    assert judge(right) == POINTS


def test_the_line_that_stopped_is_told_to_student_and_ta(judge, right):
    cell = answer(right, "q1_self_attention")
    cell.source = f"import torch\n%load_ext nothing\n{cell.source}"
    assert judge(right) == POINTS
    told = right.cells[0].source
    assert "`import torch; %load_ext nothing`" in told or ("`import torch`" in told and "`%load_ext nothing`" in told)
    lines = [describe(repair) for repair in right.metadata.autograder.repairs]
    assert any("q1_self_attention" in line and "import torch" in line for line in lines)


def test_a_raise_left_in_a_complete_answer_is_told_to_student_and_ta_and_is_no_harmless_note(judge, right):
    cell = answer(right, "q2_encoder_layer")
    head, _, body = cell.source.partition("\n")
    cell.source = f'{head}\n    raise NotImplementedError("questão ainda não respondida")\n{body}'
    totals = judge(right)
    assert totals["q2_valores"] == 0
    assert "apague essa linha" in shown(right, "q2_valores")
    [line] = [describe(repair) for repair in right.metadata.autograder.repairs]
    assert "raise NotImplementedError" in line
    assert "q2_valores" in line
    assert right.cells[0].cell_type == "markdown"
    assert "Nota da correção" not in right.cells[0].source


def test_an_answer_that_was_left_blank_is_not_told_of_a_raise_that_was_left_over(judge):
    blank = released()
    judge(blank)
    assert "repairs" not in blank.metadata.autograder
    assert "não foi respondida" in shown(blank, "q1_valores")


def test_scratch_cells_that_are_left_out_say_so_and_cost_nothing(judge, right):
    for _ in range(12):
        right.cells.insert(place(right, "q1_formato"), new_code_cell("import time\ntime.sleep(0.4)"))
    assert judge(right, Budget(total_wall=3)) == POINTS
    said = [output.evalue for cell in right.cells for output in cell.get("outputs", []) if "rascunho" in str(output)]
    assert 4 < len(said) < 12
    assert all("não tira pontos" in text for text in said)


def test_a_grade_cell_that_the_rubric_does_not_know_stops_as_in_a_notebook(judge, right):
    extra = copy.deepcopy(answer(right, "q1_formato"))
    extra.source, extra.id = "1 / 0\nprint('depois')", "extra"
    extra.metadata.nbgrader.grade_id = "extra"
    right.cells.append(extra)
    judge(right)
    assert [output.output_type for output in extra.outputs] == ["error"]
