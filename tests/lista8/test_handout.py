"""The notebook that students get, and the one that it is made from."""

import base64
import re
import subprocess
import sys

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.demo import fill
from autograder.pages.mathml import to_mathml
from autograder.rubric.load import rubric_of
from tests.conftest import (
    CONFIG,
    POINTS,
    PROJECT,
    SAMPLES,
    autograded,
    hand_in,
    make_course,
    nbgrader,
    released,
)
from tests.handouts import BEGIN, END, formulas

STUB = 'raise NotImplementedError("questão ainda não respondida")'
CHECKS = ["q1_verificacao", "q2_verificacao"]
SECRET_WORDS = ("solutions", "autograder", "HIDDEN", "BEGIN", "MARK SCHEME", "Roteiro de correção", "reference")


@pytest.fixture(scope="module")
def source():
    return nbformat.read(PROJECT / "source/lista8/lista8.ipynb", as_version=4)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("handout"), CONFIG.format(minimum=3))


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def test_the_committed_release_is_what_nbgrader_makes_of_the_source(course):
    assert released(course) == released()


def test_the_source_folder_holds_the_notebook_and_nothing_else():
    assert [path.name for path in (PROJECT / "source/lista8").iterdir()] == ["lista8.ipynb"]


def test_both_notebooks_are_valid_with_stable_ids_and_current_metadata(source):
    for notebook in (source, released()):
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert [cell.id for cell in source.cells] == [cell.id for cell in released().cells]


def test_the_release_gives_nothing_away():
    text = nbformat.writes(released())
    for word in SECRET_WORDS:
        assert word not in text, word
    assert "matmul(Q, K.T)" not in text
    stubs = [cell.id for cell in released().cells if cell.cell_type == "code" and STUB in cell.source]
    assert stubs == ["q1_self_attention", "q2_encoder_layer"]


def test_no_cell_of_the_release_is_empty_and_code_is_parted_into_given_answer_and_test():
    for cell in released().cells:
        assert cell.source.strip()
        if cell.cell_type == "code":
            assert grade_id(cell) == cell.id


def test_the_grade_cells_have_the_points_of_the_rubric_and_ten_in_all(source):
    points = {grade_id(cell): cell.metadata.nbgrader.points for cell in source.cells if "points" in str(cell.metadata)}
    assert points == {**POINTS, "q3_decoder": 2.0}
    assert sum(points.values()) == 10
    assert list(rubric_of("lista8")) == list(POINTS)


@pytest.mark.parametrize("name", POINTS)
def test_a_hidden_test_is_one_line_that_names_its_check_and_reveals_nothing(source, name):
    (cell,) = [cell for cell in source.cells if grade_id(cell) == name]
    hidden = re.search(r"### BEGIN HIDDEN TESTS\n(.*)\n### END HIDDEN TESTS", cell.source)
    assert hidden[1] == (f'from autograder.notebook import check; check("lista8", "{name}", points={POINTS[name]})')
    assert cell.source.startswith(f"# {name} (")


def test_the_pictures_are_small_embedded_and_described(source):
    pictures = [cell.source for cell in source.cells if cell.id.startswith("fig-")]
    assert len(pictures) == 3
    for picture in pictures:
        description, data = re.fullmatch(r"!\[([^\]]{100,})\]\(data:image/png;base64,([\w+/=]+)\)", picture).groups()
        assert base64.b64decode(data).startswith(b"\x89PNG")
        assert len(data) < 40_000
        assert description.endswith(".")


def test_the_text_says_that_both_readings_are_accepted_and_spells_out_the_shapes():
    text = "\n".join(cell.source for cell in released().cells if cell.cell_type == "markdown")
    for phrase in ("Duas leituras são aceitas", "(d_{model}, d_k)", "(n, d_k)", "jalammar.github.io", "Wo", "post-LN"):
        assert phrase in text, phrase


def answered(name):
    return fill(released(), (SAMPLES[name] / "answer.py").read_text())


def test_the_text_keeps_what_students_need_to_know():
    source = {cell.id: cell.source for cell in released().cells}
    assert "output = encoder_layer(input_data, Wq, Wk, Wv, Wo)\n    print(output.shape)" in source["q2_exemplo"]
    assert "np.random.randn" in source["q2_exemplo"]
    assert "nenhum resultado específico é esperado" in source["q2-teste"]
    assert "self_attention(x, Wq, Wk, Wv)" in source["q2-enunciado"]
    assert "self_attention(x, x @ Wq, x @ Wk, x @ Wv)" in source["q2-enunciado"]
    assert "Um Transformer de verdade não é construído assim" in source["titulo"]


def test_every_code_answer_stands_between_its_two_markers():
    for cell in released().cells:
        if cell.id in ("q1_self_attention", "q2_encoder_layer"):
            assert cell.source.startswith(f"{BEGIN}\ndef ")
            assert cell.source.endswith(f"\n{END}")


def test_every_formula_shows_in_jupyterlab_and_on_the_feedback_page(source):
    """MathJax has no letters with accents and takes smaller ones of another font in their place."""
    found = list(formulas(source))
    assert len(found) > 20
    for tex in found:
        assert tex.isascii(), tex
        assert to_mathml(tex, "inline"), tex


def test_graders_do_not_run_the_check_cells_and_jupyter_does():
    """The tag is nbclient's, which nbgrader runs notebooks with; it spares a class the time and a loop its clock."""
    tagged = {cell.id for cell in released().cells if "skip-execution" in cell.metadata.get("tags", [])}
    assert tagged == {"ferramentas", *CHECKS}


def test_the_release_needs_only_numpy_and_scipy():
    """As in Colab or JupyterLite: a fresh interpreter in which nothing else can be imported."""
    notebook = answered("certa-pesos")
    program = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    guard = (
        "import sys\n"
        "class Only:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        top = name.split('.')[0]\n"
        "        if top[0] != '_' and top not in sys.stdlib_module_names and top not in ('numpy', 'scipy'):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Only())\n"
    )
    done = subprocess.run([sys.executable, "-c", guard + program], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "(4, 8)" in done.stdout


def test_the_model_solution_gets_all_automatic_points_through_stock_nbgrader(course, source, sandbox):
    hand_in(course, "gabarito", source)
    done = nbgrader(course, "autograde", "lista8", "--student", "gabarito")
    assert done.returncode == 0, done.stderr
    results = {
        grade_id(cell): float(cell.outputs[-1].data["text/plain"])
        for cell in autograded(course, "gabarito").cells
        if grade_id(cell) in POINTS
    }
    assert results == POINTS
    assert sum(results.values()) == 8
