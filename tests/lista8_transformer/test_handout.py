"""The notebook that students get, the one that it is made from, and both of nbgrader's ways to grade it."""

import base64
import re
import subprocess
import sys

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import determine_grade

from autograder.demo import fill
from autograder.judge.grade import grade
from autograder.notebook import LocalStudent
from autograder.pages.mathml import to_mathml
from tests.conftest import CONFIG, PROJECT, autograded, defined, hand_in, make_course, nbgrader, released
from tests.handouts import BEGIN, END, formulas, run_all
from tests.lista8_transformer.conftest import EXPECTED, NAME, POINTS, RELEASE, RUBRIC, SAMPLES, SOURCE, told

SECRET_WORDS = ("solutions", "autograder", "HIDDEN", "BEGIN", "reference", "swapaxes(K", "np.tri", "randn")
STUB = 'raise NotImplementedError("questão ainda não respondida")'
QUESTIONS = {"q1": 0.5, "q2": 1.5, "q3": 2.5, "q4": 0.5, "q5": 1, "q6": 1, "q7": 1, "q8": 1, "q9": 1}
ANSWERS = [
    "q1_softmax",
    "q2_atencao",
    "q3_multi_head",
    "q4_feed_forward",
    "q5_encoder",
    "q6_transformer",
    "q7_layer_norm",
    "q7_encoder_post_ln",
    "q8_posicoes_e_mascara",
    "q9_decoder",
]
CHECKS = [f"q{number}_verificacao" for number in range(1, 10)]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("challenge"), CONFIG.format(minimum=3), NAME)


def answered(name):
    return fill(RELEASE, (SAMPLES[name] / "answer.py").read_text())


def test_the_committed_release_is_what_nbgrader_makes_of_the_source(course):
    assert released(course, NAME) == RELEASE


def test_the_source_folder_holds_the_notebook_and_nothing_else():
    assert [path.name for path in (PROJECT / "source" / NAME).iterdir()] == [f"{NAME}.ipynb"]


def test_both_notebooks_are_valid_with_stable_ids_and_current_metadata():
    for notebook in (SOURCE, RELEASE):
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert [cell.id for cell in SOURCE.cells] == [cell.id for cell in RELEASE.cells]


def test_the_release_gives_nothing_away_and_no_cell_of_it_is_empty():
    text = nbformat.writes(RELEASE)
    for word in SECRET_WORDS:
        assert word not in text, word
    assert [cell.id for cell in RELEASE.cells if cell.cell_type == "code" and STUB in cell.source] == ANSWERS
    for cell in RELEASE.cells:
        assert cell.source.strip()
        assert cell.cell_type == "markdown" or cell.metadata.nbgrader.grade_id == cell.id


def test_the_points_are_ten_seven_of_them_for_the_basic_system():
    by_question = {question: 0.0 for question in QUESTIONS}
    for name, points in POINTS.items():
        by_question[name[:2]] += points
    assert by_question == QUESTIONS
    assert sum(POINTS.values()) == 10
    assert set(RUBRIC) == set(POINTS)


@pytest.mark.parametrize("name", POINTS)
def test_a_hidden_test_is_one_line_that_names_its_check_and_reveals_nothing(name):
    (cell,) = [cell for cell in SOURCE.cells if cell.id == name]
    hidden = re.search(r"### BEGIN HIDDEN TESTS\n(.*)\n### END HIDDEN TESTS", cell.source)
    assert hidden[1] == f'from autograder.notebook import check; check("{NAME}", "{name}", points={POINTS[name]})'
    assert cell.source.startswith(f"# {name} (")


def test_the_pictures_are_small_embedded_and_described():
    pictures = [cell.source for cell in SOURCE.cells if cell.id.startswith("fig-")]
    assert len(pictures) == 4
    for picture in pictures:
        description, data = re.fullmatch(r"!\[([^\]]{100,})\]\(data:image/png;base64,([\w+/=]+)\)", picture).groups()
        assert base64.b64decode(data).startswith(b"\x89PNG")
        assert len(data) < 40_000
        assert description.endswith(".")


def test_the_text_tells_names_shapes_the_path_of_the_data_and_what_is_still_missing():
    text = "\n".join(cell.source for cell in RELEASE.cells if cell.cell_type == "markdown")
    for phrase in ("WQ", "W1", "vocab_size", "memory", "ValueError", "Os nomes importam", "Cuidado com `reshape`"):
        assert phrase in text, phrase
    closing = next(cell.source for cell in RELEASE.cells if cell.id == "fechamento")
    for phrase in ("Treinamento", "Dropout", "Biases", "memory", "(B, n, d_{model})"):
        assert phrase in closing, phrase


def test_every_answer_stands_between_its_two_markers_and_tells_its_shapes():
    for cell in RELEASE.cells:
        if cell.id in ANSWERS:
            assert cell.source.startswith(f"{BEGIN}\n")
            assert cell.source.endswith(f"\n{END}")
            assert "Forma da saída: (" in cell.source


def test_every_formula_shows_in_jupyterlab_and_on_the_feedback_page():
    """MathJax has no letters with accents and takes smaller ones of another font in their place."""
    found = list(formulas(RELEASE))
    assert len(found) > 50
    for tex in found:
        assert tex.isascii(), tex
        assert to_mathml(tex, "inline"), tex


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if told["kind"] == "correct"])
def test_every_correct_sample_is_told_to_be_right_in_what_was_checked_and_what_was_not(name):
    printed, raised = run_all(answered(name))
    assert printed["q6_exemplo"] == "(2, 10)\n(2, 10, 64)\n" or "x (2, 10, 64)" in printed["q6_exemplo"]
    for number, check in enumerate(CHECKS, 1):
        assert f"Questão {number}: tudo certo até aqui.\nIsto não confere" in printed[check]
    assert not raised.keys() & {*CHECKS, "q6_exemplo"}


def test_a_blank_notebook_runs_to_its_end_and_is_told_to_be_blank():
    printed, raised = run_all(RELEASE)
    assert raised == {}
    assert printed["q6_exemplo"].startswith("Exemplo: ainda sem resposta.")
    for number, check in enumerate(CHECKS, 1):
        assert printed[check].startswith(f"Questão {number}: ainda sem resposta.")


def test_what_a_later_question_needs_and_is_blank_is_named():
    printed, _ = run_all(answered("vazia-so-as-camadas"))
    assert "raise NotImplementedError de MultiHeadAttention.__init__" in printed["q9_verificacao"]


LESSONS = {
    "errada-softmax-inteira": "os pesos de cada token somam 1",
    "errada-softmax-no-primeiro-eixo": "a soma no último eixo deveria ser 1",
    "errada-softmax-sem-maximo": "nan ou inf",
    "errada-K-ponto-T": "a da direita, 6 linhas: os dois números deveriam ser iguais.\n  Formatos: Q (2, 4, 3), K.T",
    "errada-transpose-de-tres-eixos": "transpose recebeu um número de eixos diferente",
    "errada-mascara-invertida": "só é permitido olhar para o primeiro token",
    "errada-reshape-direto": "veja o aviso sobre reshape",
    "errada-volta-sem-transposta": "a saída deveria ser igual à entrada",
    "errada-sem-WO": "não muda quando muda WO",
    "errada-sem-ValueError": "deveria levantar ValueError",
    "errada-assert-em-vez-de-ValueError": "deveria levantar ValueError",
    "errada-nomes-de-atributos": "não tem o atributo WQ",
    "errada-sem-relu": "onde está a ReLU",
    "errada-so-imprime": "Faltou o return",
    "errada-camadas-compartilhadas": "objetos diferentes",
    "errada-uma-camada-a-menos": "lista de 3 camadas",
    "errada-norma-no-primeiro-eixo": "a média de cada token deveria ser 0",
    "errada-sem-residuais": "confira as duas conexões residuais",
    "errada-posicoes-em-metades": "se alternam",
    "errada-mascara-do-futuro": "só pode olhar para si mesmo",
    "errada-decoder-sem-mascara": "confira a máscara",
    "errada-decoder-sem-cruzada": "deveria depender de memory",
    "errada-erro-de-sintaxe": "O nome MultiHeadAttention não existe",
}


@pytest.mark.parametrize(("name", "lesson"), LESSONS.items())
def test_a_visible_check_teaches(name, lesson):
    printed, _ = run_all(answered(name))
    assert any(lesson in printed[check] for check in CHECKS)


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if told["kind"] == "wrong"])
def test_no_wrong_answer_stops_a_check_or_the_example(name):
    printed, raised = run_all(answered(name))
    assert not raised.keys() & {*CHECKS, "q6_exemplo"}
    assert all("Questão" in printed[check] and "core dimension" not in printed[check] for check in CHECKS)


def test_both_handouts_share_the_cell_that_reports():
    """One text, so that a mend in one of them is a mend in both."""
    cells = [next(cell.source for cell in one.cells if cell.id == "ferramentas") for one in (RELEASE, released())]
    ours, theirs = cells
    assert len(theirs) > 1000
    assert ours.startswith(theirs)


def test_the_release_needs_only_numpy():
    """As in Colab or JupyterLite: a fresh interpreter in which nothing else can be imported."""
    program = "\n\n".join(cell.source for cell in answered("certa-completa").cells if cell.cell_type == "code")
    guard = (
        "import sys\n"
        "class Only:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        top = name.split('.')[0]\n"
        "        if top[0] != '_' and top not in sys.stdlib_module_names and top != 'numpy':\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Only())\n"
    )
    done = subprocess.run([sys.executable, "-c", guard + program], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "(2, 10)\n(2, 10, 64)\n" in done.stdout


OPEN = ["certa-tuplas", "certa-heranca", "errada-reshape-direto", "errada-K-ponto-T", "errada-decoder-Q-da-memory"]


@pytest.mark.parametrize("name", OPEN)
def test_a_plain_kernel_gives_the_same_points_as_the_fence(name):
    notebook = answered(name)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in (*CHECKS, "q6_exemplo")]
    namespace = defined(*(cell.source for cell in notebook.cells if cell.cell_type == "code"))
    expected = {cell: {"verdict": "pass", "points": points} for cell, points in POINTS.items()}
    outcomes = grade(LocalStudent(namespace), RUBRIC.values(), 5)
    assert {outcome.check: told(outcome) for outcome in outcomes} == expected | EXPECTED[name]["cells"]


def test_stock_nbgrader_gives_the_model_solution_all_ten_points_and_a_wrong_answer_its_expected_ones(course, sandbox):
    hand_in(course, "gabarito", SOURCE, NAME)
    hand_in(course, "errada", answered("errada-reshape-direto"), NAME)
    done = nbgrader(course, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    expected = POINTS | {name: told["points"] for name, told in EXPECTED["errada-reshape-direto"]["cells"].items()}
    for student, points in (("gabarito", POINTS), ("errada", expected)):
        cells = {cell.id: cell for cell in autograded(course, student, NAME).cells}
        assert {name: determine_grade(cells[name])[0] for name in POINTS} == points
    assert "se misturaram" in cells["q3_divisao"].outputs[0].data["text/html"]
