"""The notebook that students get, and the one that it is made from."""

import base64
import io
import re
import subprocess
import sys
from contextlib import redirect_stdout

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.demo import fill
from autograder.grading import rubric_of
from tests.conftest import CONFIG, POINTS, PROJECT, SAMPLES, autograded, hand_in, make_course, nbgrader, released

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
    stubs = [cell.id for cell in released().cells if cell.cell_type == "code" and "raise NotImpl" in cell.source]
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


def run_cells(notebook, until=None):
    """Run the code cells in one namespace, as a student would; return it and what each cell printed."""
    namespace, printed = {"__name__": "__main__"}, {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            with redirect_stdout(io.StringIO()) as out:
                exec(compile(cell.source, cell.id, "exec"), namespace)
            printed[cell.id] = out.getvalue()
        if cell.id == until:
            break
    return namespace, printed


def answered(name):
    return fill(released(), (SAMPLES[name] / "answer.py").read_text())


@pytest.mark.parametrize("name", ["certa-pesos", "certa-projetadas", "certa-tupla", "certa-float32", "certa-einsum"])
def test_an_honest_notebook_runs_from_top_to_bottom_and_its_own_checks_pass(name):
    _, printed = run_cells(answered(name))
    assert printed["q2_exemplo"].endswith("(4, 8)\n")
    assert "Tudo certo até aqui" in printed["q1_verificacao"]
    assert "Tudo certo até aqui" in printed["q2_verificacao"]


@pytest.mark.parametrize(
    ("function", "lesson"),
    [
        ("def self_attention(X, query, key, value): return X", r"formato \(4, 8\); esperado \(4, 3\)"),
        ("def self_attention(X, query, key, value): print(X)", "faltou o return"),
        ("def self_attention(X, q, k, v): return np.full((4, 3), np.nan)", "nan ou inf"),
        ("def self_attention(X, q, k, v): return matmul(matmul(X, q) @ matmul(X, k).T, matmul(X, v))", "eixo"),
        ("def self_attention(X, query, key, value): raise NotImplementedError", "não foi respondida"),
    ],
)
def test_the_visible_checks_of_question_1_teach(function, lesson):
    notebook = answered("certa-pesos")
    (cell,) = [cell for cell in notebook.cells if cell.id == "q1_self_attention"]
    cell.source = function
    with pytest.raises(AssertionError, match=lesson):
        run_cells(notebook, until="q1_verificacao")


@pytest.mark.parametrize(
    ("function", "lesson"),
    [
        ("def encoder_layer(x, Wq, Wk, Wv, Wo): return x[:, :3]", r"formato \(5, 3\); esperado \(5, 16\)"),
        ("def encoder_layer(x, Wq, Wk, Wv, Wo): return x + 5", "média 0 e variância 1"),
        ("def encoder_layer(x, Wq, Wk, Wv, Wo): raise NotImplementedError", "não foi respondida"),
    ],
)
def test_the_visible_checks_of_question_2_teach(function, lesson):
    notebook = answered("certa-pesos")
    (cell,) = [cell for cell in notebook.cells if cell.id == "q2_encoder_layer"]
    cell.source = function
    notebook.cells = [cell for cell in notebook.cells if cell.id != "q2_exemplo"]
    with pytest.raises(AssertionError, match=lesson):
        run_cells(notebook)


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
