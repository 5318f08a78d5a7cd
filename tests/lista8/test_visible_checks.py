"""The handout's visible check cells, run by a student: what they tell of right, wrong, blank and broken answers."""

import re

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.demo import fill
from tests.conftest import EXPECTED, SAMPLES, released
from tests.handouts import run_all, with_answer

CHECKS = ["q1_verificacao", "q2_verificacao"]
RIGHT_SO_FAR = r"^Questão \d(, lendo .*)?: tudo certo até aqui\."


def answered(name: str, **cells: str) -> NotebookNode:
    """The release with a sample's answers, and these sources in the place of its cells."""
    notebook = fill(released(), (SAMPLES[name] / "answer.py").read_text())
    for cell_id, source in cells.items():
        with_answer(notebook, cell_id, source)
    return notebook


RIGHT = [name for name, told in EXPECTED.items() if told["kind"] == "correct"]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_told_to_be_right_in_what_was_checked_and_what_was_not(name):
    printed, raised = run_all(answered(name))
    for check in CHECKS:
        if name == "certa-nome-da-funcao" and check == "q1_verificacao":  # which the grader finds all the same
            assert "O nome self_attention não existe" in printed[check]
        else:
            assert re.search(RIGHT_SO_FAR, printed[check], re.MULTILINE), printed[check]
            assert "\nIsto não confere" in printed[check]
    assert "projetadas" in printed["q1_verificacao"] or name != "certa-projetadas"
    assert not raised.keys() & {*CHECKS, "q2_exemplo"}
    assert printed["q2_exemplo"].endswith("(4, 8)\n") or name == "certa-lista-aninhada"  # a list has no shape


def test_a_blank_notebook_runs_to_its_end_and_is_told_to_be_blank():
    printed, raised = run_all(released())
    assert raised == {}
    assert printed["q1_verificacao"].startswith("Questão 1: ainda sem resposta.")
    assert printed["q2_verificacao"].startswith("Questão 2: ainda sem resposta.")
    assert printed["q2_exemplo"].startswith("Exemplo: ainda sem resposta.")


def test_the_answer_that_is_missing_is_named_and_so_is_a_raise_that_was_left_behind():
    left = "def self_attention(X, query, key, value):\n    Q = X @ query\n    raise NotImplementedError\n    return Q"
    printed, _ = run_all(answered("certa-pesos", q1_self_attention=left))
    for check in CHECKS:
        assert "apague o raise NotImplementedError de self_attention" in printed[check]


WRONG = [name for name, told in EXPECTED.items() if told["kind"] == "wrong"]
UNSEEN = {  # wrong in its values only: no property that may be told in the open tells it from a right answer
    "errada-atencao-interna-sem-escala",
    "errada-d-k-constante",
    "errada-dois-escala-64-e-norma-final",
    "errada-dois-raiz-3-e-residual-sem-norma",
    "errada-escala-d-k",
    "errada-escala-fixa-8",
    "errada-escala-invertida",
    "errada-escala-raiz-dupla",
    "errada-escala-sqrt-d-model",
    "errada-escala-sqrt-n",
    "errada-fora-base-2",
    "errada-fora-cosseno",
    "errada-fora-distancia",
    "errada-fora-media-de-V",
    "errada-fora-relu-nos-escores",
    "errada-fora-residual-ponderada",
    "errada-fora-sinal-da-residual",
    "errada-fora-temperatura",
    "errada-sem-escala",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_caught_by_a_check_unless_only_its_values_are_wrong(name):
    printed, raised = run_all(answered(name))
    assert not raised.keys() & {*CHECKS, "q2_exemplo"}
    seen = [check for check in CHECKS if not re.search(r"tudo certo até aqui\.\n", printed[check])]
    assert bool(seen) == (name not in UNSEEN), printed


def test_the_whole_matrix_and_the_wrong_axis_are_caught_in_question_1():
    for name in ("errada-softmax-na-matriz-inteira", "errada-softmax-nas-colunas", "errada-atencao-transposta"):
        printed, _ = run_all(answered(name))
        assert "os pesos de cada token somam 1" in printed["q1_verificacao"]
        assert "a softmax, o seu eixo" in printed["q1_verificacao"]


def attention(*lines):
    return "\n    ".join(["def self_attention(X, query, key, value):", *lines])


LESSONS = {  # the body of self_attention: words of what question 1's check prints
    ("return X",): "A saída tem formato (4, 8); esperado (4, 3).",
    ("print(X)",): "Faltou o return?",
    ("return np.full((4, 3), np.nan)",): "nan ou inf",
    ("return X @ query.T",): "linha 2 da célula, em self_attention: return X @ query.T\n  A matriz da esquerda tem 8 "
    "colunas e a da direita, 3 linhas: os dois números deveriam ser iguais.\n  Formatos: X (4, 8), query.T (3, 8).",
    (
        "Q = query @ key.T",
        "Q = Q @ X",
        "return Q / 0 @ nada",
    ): "lendo query, key e value como matrizes já projetadas: o código parou aqui:\n  linha 4 da célula",
    ("Q = np.dot(X, query)", "return np.dot(Q, Q)"): "Os formatos (4,3) e (4,3) não combinam.",
    ("return np.einsum('ij,jk->ik', X, query.T)",): "Os formatos (4,8) e (3,8) não combinam.",
    ("return X.reshape(5, 7)",): "Não é possível pôr 32 números no formato (5,7).",
    ("return X.transpose(0, 2, 1)",): "transpose recebeu um número de eixos diferente",
    ("return matmul(", "    X,", "    query.T,", ")"): "Formatos: X (4, 8), query (8, 3)",
    ("return soma",): "O nome soma não existe",
    ("return {'A': X}",): "não é uma matriz de números: é do tipo dict.",
    ("yield X",): "é do tipo generator.",
    ("return [[1, 2], [3]]",): "é do tipo list.",
    ("return ()",): "A saída tem formato (0,)",
    ("return np.random.rand(4, 3)",): "Duas chamadas com as mesmas matrizes deram saídas diferentes.",
    ("return matmul(X, value) if len(value) > 4 else value",): "A saída não muda quando muda query.",
    ("raise SystemExit(1)",): "linha 2 da célula, em self_attention: raise SystemExit(1)",
    ("exit()",): "exit()",
    ("raise KeyboardInterrupt",): "KeyboardInterrupt",
    ("return self_attention(X, query, key, value)",): "RecursionError",
    ("assert X.shape == (2, 2), 'minha'",): "AssertionError: minha",
    ("class Mine(BaseException):", "    __str__ = exit", "raise Mine"): "não sabe explicar",
    ("global print, len, max, np", "len = max = np = None"): "Questão 1, lendo",
}


@pytest.mark.parametrize(("body", "lesson"), LESSONS.items())
def test_a_check_says_what_is_wrong_and_where_whatever_the_function_does(body, lesson):
    printed, raised = run_all(answered("certa-pesos", q1_self_attention=attention(*body)))
    assert lesson in printed["q1_verificacao"]
    assert "core dimension" not in printed["q1_verificacao"] + printed["q2_verificacao"]
    assert not raised.keys() & set(CHECKS)


ENCODER = "def encoder_layer(x, Wq, Wk, Wv, Wo):\n    "


@pytest.mark.parametrize(
    ("body", "lesson"),
    [
        ("return x[:, :3]", "A saída tem formato (5, 3); esperado (5, 16)."),
        ("return x + 5", "a última operação da camada é layer_norm"),
        ("return layer_norm(feed_forward(x))", "Confira a primeira normalização."),
        ("return layer_norm(x)", "A saída não muda quando muda Wq."),
        ("x += 1\n    return x", "média 0 e variância 1"),
        ("h = layer_norm(x + Wo)\n    return h", "Os formatos (5,16) e (6,16) não combinam."),
    ],
)
def test_the_check_of_question_2_says_what_is_wrong_and_gives_feed_forward_back(body, lesson):
    notebook = answered("certa-pesos", q2_encoder_layer=ENCODER + body)
    notebook.cells.append(new_code_cell("print(feed_forward(np.ones((2, 3))).any())", id="depois"))
    printed, raised = run_all(notebook)
    assert lesson in printed["q2_verificacao"]
    assert (printed["depois"], raised) == ("True\n", {})


def test_mixed_readings_are_caught_and_shown_where_they_meet():
    name = answered("certa-projetadas")
    pesos = (SAMPLES["certa-pesos"] / "answer.py").read_text().split("# %% q2_encoder_layer\n")[1].split("# %%")[0]
    printed, _ = run_all(with_answer(name, "q2_encoder_layer", pesos))
    assert "matrizes já projetadas: tudo certo até aqui" in printed["q1_verificacao"]
    assert "Os formatos (5,16) e (16,16) não combinam." in printed["q2_verificacao"]


def test_the_example_shows_a_student_s_own_error_and_the_cells_below_still_run():
    printed, raised = run_all(answered("certa-pesos", q2_encoder_layer=ENCODER + "return 1 / 0"))
    assert raised == {}
    assert "em encoder_layer: return 1 / 0\n  ZeroDivisionError: division by zero" in printed["q2_exemplo"]
    assert "File" not in printed["q2_exemplo"]  # a path of the machine
    assert "ZeroDivisionError" in printed["q2_verificacao"]
