"""Several notebooks of one student in one folder: the best answer to each question counts, on every road alike."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.demo import fill
from tests.collect.archives import make_zip
from tests.collect.damages.common import ESSAY, Q1, Q2, WRONG, cell, rename_ids, strip
from tests.collect.damages.essays import STUB
from tests.collect.damages.names import attention, layer
from tests.collect.test_collect import run  # noqa: F401  a fixture
from tests.collect.test_repair import RIGHT, grade, scores
from tests.conftest import CONFIG, POINTS, PROJECT, make_course, nbgrader, released

SIBLING = "lista8_transformer"
IMPORTS = "import numpy as np\nfrom scipy.special import softmax"
NOTHING_IN_2 = {name: points if name.startswith("q1") else 0.0 for name, points in POINTS.items()}


def answered(**sources):
    """A right notebook, but for these cells."""
    notebook = fill(released(), RIGHT)
    for name, source in sources.items():
        cell(notebook, name).source = source
    return notebook


def blank(name):
    return cell(released(), name).source


def bare(*sources):
    """A notebook that a student started anew."""
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def sibling(**kinds):
    path = PROJECT / f"tests/{SIBLING}/submissions/certa-completa/answer.py"
    notebook = fill(released(PROJECT, SIBLING), path.read_text())
    if kinds:
        strip(notebook)
        rename_ids(notebook)
    return notebook


HALF = answered(**{Q2: blank(Q2), ESSAY: STUB})
OTHER_HALF = answered(**{Q1: blank(Q1), ESSAY: STUB})
WRONG_FIRST = answered(**{Q1: WRONG})
UNTOUCHED = released()
HELPED = answered(**{Q1: attention("self_attention").replace("E = np.exp", "E = ajusta(E)\n    E = np.exp")})
HELPED.cells.insert(0, new_code_cell("def ajusta(E):\n    return E"))
SPOILT = answered(**{Q1: "def ajusta(E):\n    return None\n\n\n" + WRONG})
CLASS = {  # what is handed in, and what it earns
    "metade-e-copia-completa": ({"lista8.ipynb": HALF, "lista8 (1).ipynb": answered()}, POINTS),
    "completa-e-metade-nova": ({"lista8.ipynb": answered(), "lista8 (1).ipynb": HALF}, POINTS),
    "duas-metades": ({"questao1.ipynb": HALF, "questao2.ipynb": OTHER_HALF}, POINTS),
    "metades-sem-enunciado": (
        {
            "questao1.ipynb": bare(IMPORTS, attention("self_attention")),
            "questao2.ipynb": bare(IMPORTS, attention("self_attention"), layer()),
        },
        POINTS,
    ),
    "metades-sem-a-funcao-da-outra": (
        {"questao1.ipynb": bare(attention("self_attention")), "questao2.ipynb": bare(layer())},
        POINTS,
    ),
    "em-branco-e-outro-nome": ({"lista8.ipynb": UNTOUCHED, "Untitled.ipynb": answered()}, POINTS),
    "final-e-final2": ({"final.ipynb": WRONG_FIRST, "final2.ipynb": answered(**{Q2: blank(Q2)})}, POINTS),
    "tres-copias": (
        {"lista8.ipynb": WRONG_FIRST, "lista8 (1).ipynb": HALF, "Cópia de lista8.ipynb": OTHER_HALF},
        POINTS,
    ),
    "ajudante-de-mesmo-nome": ({"lista8.ipynb": SPOILT, "lista8-v2.ipynb": HELPED}, POINTS),
    "irma-ao-lado": ({"lista8.ipynb": HALF, "lista8_transformer.ipynb": sibling()}, NOTHING_IN_2),
    "irma-e-sem-nome": ({"lista8_transformer.ipynb": sibling(), "Untitled3.ipynb": answered()}, POINTS),
    "irma-sem-etiquetas": ({"lista8_transformer.ipynb": sibling(bare=True), "trabalho.ipynb": answered()}, POINTS),
    "ilegivel-ao-lado": ({"lista8.ipynb": answered(), "lista8 (1).ipynb": b'{"cells": ['}, POINTS),
    "ilegivel-com-o-nome-certo": ({"lista8.ipynb": b"%PDF", "lista8 (1).ipynb": answered()}, POINTS),
    "profundo-ao-lado": ({"lista8.ipynb": answered(), "lista8 (1).ipynb": b"[" * 100_000}, POINTS),
    "cinco-erradas-e-a-certa": (
        {"lista8.ipynb": answered()} | {f"v{n}.ipynb": answered(**{Q1: WRONG + f" + {n}"}) for n in range(5)},
        POINTS,
    ),
}


def data_of(notebook):
    return notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()


@pytest.fixture(scope="module", params=["grade", "nbgrader autograde", "collect, grade"])
def course(request, sandbox, tmp_path_factory):
    """One class, handed in twice, with the files in either order."""
    folder = make_course(tmp_path_factory.mktemp("several"), CONFIG.format(minimum=3))
    handed_in = {
        f"{student}{turn}": files
        for student, (made, _) in CLASS.items()
        for turn, files in (("", list(made.items())), ("-ao-contrario", list(made.items())[::-1]))
    }
    if request.param == "collect, grade":
        entries = {
            f"{student}_{number}_assignsubmission_file/{name}": data_of(one)
            for number, (student, files) in enumerate(handed_in.items())
            for name, one in files
        }
        collected = nbgrader_collect(folder, make_zip(folder / "turma.zip", entries))
        assert collected.returncode == 0, collected.stderr
    else:
        for student, files in handed_in.items():
            for name, one in files:
                path = folder / "submitted" / student / "lista8" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data_of(one))
    done = nbgrader(folder, "autograde", "lista8") if request.param == "nbgrader autograde" else grade(folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stderr


def nbgrader_collect(folder, archive):
    import subprocess
    import sys

    command = [sys.executable, "-m", "autograder", "collect", "lista8", str(archive), "--course-dir", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=300)


@pytest.mark.parametrize("turn", ["", "-ao-contrario"])
@pytest.mark.parametrize("student", CLASS)
def test_the_best_answer_to_each_question_counts_whatever_the_order_of_the_files(course, student, turn):
    folder, _ = course
    assert scores(folder, student + turn) == CLASS[student][1]
