"""Functions and classes under other names: what is tried, in which order, and the challenge from the outside."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.versions import variants_of
from autograder.demo import fill
from autograder.repair.repair import repair
from tests.conftest import CONFIG, PROJECT, hand_in, make_course, released
from tests.course.test_versions import answered
from tests.repair.damages.common import Q1, cell, place, rename_ids, strip
from tests.repair.damages.names import SCORES, attention
from tests.repair.test_repair_properties import lista8

CHALLENGE = "lista8_transformer"
RIGHT = PROJECT / f"tests/{CHALLENGE}/submissions/certa-completa/answer.py"
ASKED = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)


def lent(notebook):
    """The lines that give the names asked for to what the student wrote, the likeliest first."""
    _, log = repair(lista8(), notebook)
    return next((one.detail.split("; ") for one in log if one.kind == "name"), [])


def test_what_stands_in_the_own_cell_and_calls_the_others_comes_first():
    notebook = answered()
    cell(notebook, Q1).source = "\n\n\n".join(SCORES.format(name=f"h{n}") for n in range(6)) + "\n\n\n" + attention("z")
    cell(notebook, Q1).source = cell(notebook, Q1).source.replace("    E = q", "    h0(q)\n    E = q")
    found = lent(notebook)
    assert found[0] == "z = self_attention"
    assert len(found) == 4
    mended, _ = repair(lista8(), notebook)
    assert len(variants_of(mended.cells)) == 4


def test_a_close_name_decides_alone():
    notebook = answered()
    cell(notebook, Q1).source = SCORES.format(name="escores") + "\n\n\n" + attention("selfAttention")
    assert lent(notebook) == ["selfAttention = self_attention"]


def test_a_close_name_of_what_cannot_be_called_so_does_not_hide_the_answer():
    notebook = answered()
    cell(notebook, Q1).source = "def self_attention_(E):\n    return E\n\n\n" + attention("minha")
    assert lent(notebook) == ["minha = self_attention"]


STUB = "def self_attention(X, query, key, value):\n    # {}\n    raise NotImplementedError\n    return output"


def test_a_stub_hides_no_answer_of_another_name_beside_it_or_in_the_next_cell():
    for source, more in ((STUB + "\n\n\n" + attention("atencao"), ""), (STUB, attention("atencao"))):
        notebook = answered()
        cell(notebook, Q1).source = source
        notebook.cells.insert(place(notebook, Q1) + 1, new_code_cell(more))
        assert lent(notebook) == ["atencao = self_attention"]
        mended, _ = repair(lista8(), notebook)
        assert any(STUB in one.source for one in mended.cells) == ("atencao" in source)


def test_a_stub_stays_where_nothing_else_can_be_the_answer():
    for more in ("", "\n\n\ndef soma(a, b):\n    return a + b"):
        notebook = answered()
        cell(notebook, Q1).source = STUB + more
        assert repair(lista8(), notebook) == (notebook, [])


def test_nothing_is_lent_where_the_function_has_its_name():
    notebook = answered()
    cell(notebook, Q1).source += "\n\n\n" + SCORES.format(name="outra")
    assert repair(lista8(), notebook)[1] == []


@pytest.fixture(scope="module")
def challenge(sandbox, tmp_path_factory):
    """The challenge with all classes and functions renamed, with and without the cells' tags and ids."""
    folder = make_course(tmp_path_factory.mktemp("challenge"), CONFIG.format(minimum=3), CHALLENGE)
    release = released(folder, CHALLENGE)
    wanted = [name for one in release.cells if one.get("id", "").startswith("q") for name in ASKED.findall(one.source)]
    wanted = [name for name in wanted if not name.startswith(("trocar", "conferir"))]
    for student in ("certa", "outros-nomes", "outros-nomes-sem-etiquetas"):
        notebook = fill(released(folder, CHALLENGE), RIGHT.read_text())
        for number, name in enumerate(wanted if student != "certa" else ()):
            for one in (one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("solution")):
                one.source = re.sub(rf"\b{name}\b", f"Parte{number}x", one.source)
        if "sem" in student:
            strip(notebook)
            rename_ids(notebook)
        hand_in(folder, student, notebook, CHALLENGE)
    command = [sys.executable, "-m", "autograder", "grade", CHALLENGE, "--course-dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=500)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("student", ["outros-nomes", "outros-nomes-sem-etiquetas"])
def test_the_challenge_s_classes_are_found_under_other_names(challenge, student):
    query = """select assignment.student_id, sum(grade.auto_score) from grade
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment assignment on assignment.id = submitted_notebook.assignment_id
        group by assignment.student_id"""
    with closing(sqlite3.connect(challenge / "gradebook.db")) as database:
        points = dict(database.execute(query))
    evidence = json.loads((challenge / "autograded" / student / CHALLENGE / "evidence.json").read_text())
    assert points[student] == points["certa"], evidence["notebooks"][CHALLENGE]
    assert "name" in {one["kind"] for one in evidence["notebooks"][CHALLENGE]["repairs"]}
