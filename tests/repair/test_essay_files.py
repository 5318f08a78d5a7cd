"""An essay in a file beside the notebook: a person is asked, on both roads; other files ask nobody."""

import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from autograder.demo import fill
from tests.conftest import CONFIG, SAMPLES, autograded, hand_in, make_course, nbgrader, released

ESSAY = "q3_decoder"
HANDED_IN = {  # student -> files beside the notebook, whether the essay's cell is blank, whether a person is asked
    "documento": (["Questão 3.docx"], True, True),
    "foto": (["fotos/IMG_1.JPG", "dados.csv"], True, True),
    "marcacao": (["`x`<img src=x>.pdf"], True, True),
    "so-dados": (["dados.csv", "modelo.npy", "util.py"], True, False),
    "so-a-hora": (["timestamp.txt"], True, False),
    "respondida": (["rascunho.txt"], False, True),
}


@pytest.fixture(scope="module", params=["autograde", "grade"])
def course(request, sandbox, tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("beside"), CONFIG.format(minimum=3))
    for student, (files, blank, _) in HANDED_IN.items():
        notebook = fill(released(folder), (SAMPLES["certa-pesos"] / "answer.py").read_text())
        [essay] = [cell for cell in notebook.cells if cell.id == ESSAY]
        [untouched] = [cell for cell in released(folder).cells if cell.id == ESSAY]
        essay.source = untouched.source if blank else "Entra a máscara causal e a atenção cruzada."
        hand_in(folder, student, notebook)
        for name in files:
            path = folder / "submitted" / student / "lista8" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("2026-03-12 10:00:00 UTC" if name == "timestamp.txt" else "texto")
    if request.param == "autograde":
        done = nbgrader(folder, "autograde", "lista8")
    else:
        command = [sys.executable, "-m", "autograder", "grade", "lista8", "--course-dir", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout + done.stderr


@pytest.mark.parametrize("student", HANDED_IN)
def test_a_person_is_asked_where_a_file_may_hold_the_essay(course, student):
    folder, _ = course
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade(ESSAY, "lista8", "lista8", student).needs_manual_grade is HANDED_IN[student][2]


def test_student_and_ta_read_which_file_it_is(course):
    folder, said = course
    [essay] = [cell.source for cell in autograded(folder, "documento").cells if cell.id == ESSAY]
    assert "`Questão 3.docx`" in essay
    assert "Questão 3.docx" in autograded(folder, "documento").cells[0].source
    assert "PLEASE READ THEM: q3_decoder (Questão 3.docx)" in said


def test_the_name_of_a_file_marks_up_nothing(course):
    folder, _ = course
    [essay] = [cell.source for cell in autograded(folder, "marcacao").cells if cell.id == ESSAY]
    assert essay.count("`") == 2
