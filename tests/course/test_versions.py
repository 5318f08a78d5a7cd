"""Several versions of one answer, where a notebook is read, and what people are told about it."""

import json

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.course.versions import VARIANTS, variants_of
from autograder.demo import fill
from autograder.parse.python import builds_on, without
from autograder.repair.files.locate import notebooks_in
from autograder.repair.log import WORDS, Repair, describe, note
from autograder.repair.repair import repair
from tests.conftest import CONFIG, POINTS, SAMPLES, autograded, make_course, nbgrader, released
from tests.repair.damages import DAMAGES
from tests.repair.damages.common import Q1, WRONG, cell
from tests.repair.test_repair import RIGHT, damaged, grade, hand_in, scores
from tests.repair.test_repair_properties import lista8

EVIL = "`<img src=x onerror=alert(1)>`.ipynb"
HALF = "def self_attention(X, query, key, value):\n    return softmax(query @ key.T, axis=-1) @ value"


def answered():
    return fill(released(), RIGHT)


def notebook_with(*sources, instead=WRONG):
    notebook = answered()
    cell(notebook, Q1).source = instead
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in sources]
    return notebook


# Undamaged notebooks


@pytest.mark.parametrize("name", SAMPLES)
def test_a_notebook_that_no_tool_damaged_comes_back_as_it_was(name):
    notebook = fill(released(), (SAMPLES[name] / "answer.py").read_text())
    before = nbformat.v4.writes_json(notebook)
    mended, log = repair(lista8(), notebook)
    assert nbformat.v4.writes_json(notebook) == before
    assert log == [] or name == "certa-nome-da-funcao"
    if not log:
        assert nbformat.v4.writes_json(mended) == before


# Versions


def test_every_version_is_in_a_variant_and_no_more_than_four_are_graded():
    wrong = [WRONG + f" + {number}" for number in range(9)]
    mended, _ = repair(lista8(), notebook_with(*wrong))
    variants = variants_of(mended.cells)
    assert len(variants) == VARIANTS == 4
    for variant in variants:
        sources = [variant.sources.get(index, one.source) for index, one in enumerate(mended.cells)]
        assert sum("def self_attention" in source for source in sources) == 1


def test_what_else_stands_in_a_cell_with_another_version_still_runs():
    source = "import math\ndef self_attention(X):\n    return 1\n\nESCALA = math.pi\n"
    assert without(source, ["self_attention"]) == "import math\npass\n\n\nESCALA = math.pi\n"
    assert without("if True:\n    @f\n    def g(): pass\n    y = 2", ["g"]) == "if True:\n    pass\n\n    y = 2"
    assert without("isto não é Python", ["g"]) == ""


NOTHING_IN_1 = {name: 0.0 if name.startswith("q1") else points for name, points in POINTS.items()}
CLASS = {
    "certa-no-rascunho": (notebook_with(cell(answered(), Q1).source), POINTS),
    "muitas-erradas": (
        notebook_with(*[WRONG + f" + {n}" for n in range(9)]),
        {name: 0.0 if name.startswith("q1") else points for name, points in POINTS.items()},
    ),
    "mata-o-processo": (notebook_with(cell(answered(), Q1).source, instead=WRONG + "\nimport os; os._exit(1)"), POINTS),
    "so-erradas": (notebook_with(HALF), None),
    "so-a-errada": (notebook_with(instead=HALF), None),
}


@pytest.fixture(scope="module")
def course(sandbox, tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("versions"), CONFIG.format(minimum=3))
    for student, (notebook, _) in CLASS.items():
        hand_in(folder, student, notebook)
    for student in ("funcao-com-outro-nome", "intacta", "meio-caractere"):
        hand_in(folder, student, damaged(released(folder), student))
    hand_in(
        folder, "nome-hostil", ("`<img src=x onerror=alert(1)>`.ipynb", nbformat.v4.writes_json(answered()).encode())
    )
    done = grade(folder)
    assert done.returncode == 0, done.stderr
    assert nbgrader(folder, "generate_feedback", "lista8").returncode == 0
    return folder, done.stderr


def evidence(course, student):
    path = course / "autograded" / student / "lista8/evidence.json"
    return json.loads(path.read_text())["notebooks"]["lista8"]["repairs"]


@pytest.mark.parametrize("student", [name for name, (_, points) in CLASS.items() if points])
def test_the_best_version_counts(course, student):
    assert scores(course[0], student) == CLASS[student][1]


def test_bringing_many_versions_earns_no_more_than_bringing_the_best_one(course):
    assert scores(course[0], "so-erradas") == scores(course[0], "so-a-errada")


def test_the_evidence_and_the_summary_flag_what_was_mended_and_which_version_counts(course):
    folder, said = course
    assert evidence(folder, "certa-no-rascunho") == [
        {"kind": "versions", "cells": ["q1_self_attention"], "detail": "self_attention 2/2"}
    ]
    assert "REPAIRED certa-no-rascunho: SEVERAL VERSIONS" in said
    assert evidence(folder, "intacta") == []
    assert "REPAIRED intacta" not in said
    assert autograded(folder, "funcao-com-outro-nome").metadata.autograder.repairs == evidence(
        folder, "funcao-com-outro-nome"
    )


def test_the_student_reads_a_kind_word_about_it_in_portuguese(course):
    page = BeautifulSoup((course[0] / "feedback/certa-no-rascunho/lista8/lista8.html").read_text(), "html.parser")
    assert "nada disto tira pontos" in page.get_text()
    assert "todas foram corrigidas e vale a melhor" in page.get_text()
    page = (course[0] / "feedback/intacta/lista8/lista8.html").read_text()
    assert "Nota da correção" not in page


def test_a_file_name_cannot_write_html_into_the_page(course):
    page = (course[0] / "feedback/nome-hostil/lista8/lista8.html").read_text()
    assert "O arquivo tinha outro nome" in page
    assert "onerror=alert(1)&gt;" not in page
    assert not BeautifulSoup(page, "html.parser").find_all("img", src="x")


def test_every_repair_has_words_for_the_assistant_and_for_the_student():
    for kind in WORDS:
        told = Repair(kind, ("q1", "q2"), "x").as_data()
        assert "{" not in describe(told) + note([told])
        assert note([told]).startswith("**Nota da correção.**")


def test_every_kind_of_repair_happens():
    happened = set()
    for name in DAMAGES:
        made = damaged(released(), name)
        if isinstance(made, nbformat.NotebookNode):
            happened |= {one.kind for one in repair(lista8(), made)[1]}
    elsewhere = {"encoding", "renamed", "format", "versions", "files", "best", "unread", "left"}
    elsewhere |= {"stopped", "raise", "beside"}
    assert happened | elsewhere == set(WORDS)


# Files


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["lista8.ipynb", "lista8 (1).ipynb"], "lista8.ipynb"),
        (["lista8 (1).ipynb", "lista8 (2).ipynb", "rascunho.ipynb"], "lista8 (2).ipynb"),
        (["LISTA8.IPYNB"], "LISTA8.IPYNB"),
        (["lista8.ipynb.txt"], "lista8.ipynb.txt"),
        (["Untitled.ipynb", "notas.pdf"], "Untitled.ipynb"),
        (["._lista8.ipynb", ".~lista8.ipynb", "notas.csv"], None),
        ([], None),
    ],
)
def test_a_renamed_notebook_is_found(tmp_path, names, found):
    for name in names:
        (tmp_path / name).write_text("{}")
    assert notebooks_in(tmp_path, ["lista8"]).get("lista8", [None])[0] == (tmp_path / found if found else None)


def test_an_empty_file_gives_way_to_another_and_a_link_to_none(tmp_path):
    (tmp_path / "lista8.ipynb").touch()
    assert notebooks_in(tmp_path, ["lista8"])["lista8"][0].name == "lista8.ipynb"
    (tmp_path / "elo.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "copia.ipynb").write_text("{}")
    assert notebooks_in(tmp_path, ["lista8"])["lista8"][0].name == "copia.ipynb"


def test_of_several_notebooks_each_keeps_its_own_name(tmp_path):
    for name in ("parte1.ipynb", "Cópia de parte2.ipynb", "outra.ipynb"):
        (tmp_path / name).write_text("{}")
    found = notebooks_in(tmp_path, ["parte1", "parte2", "parte3"])
    assert {name: [path.name for path in paths] for name, paths in found.items()} == {
        "parte1": ["parte1.ipynb"],
        "parte2": ["Cópia de parte2.ipynb"],
    }


@pytest.mark.parametrize(
    ("source", "builds"),
    [
        ("class A(A):\n    pass", True),
        ("old = A\ndef A(x):\n    return old(x)", True),
        ("A = partial(A, 1)", True),
        ("def A(x):\n    return A(x - 1)", False),
        ("def A(x):\n    return x\nprint(A(1))", False),
        ("isto não é Python A", False),
    ],
)
def test_a_version_that_is_made_of_an_earlier_one_is_known(source, builds):
    assert builds_on(source, ["A"]) is builds
