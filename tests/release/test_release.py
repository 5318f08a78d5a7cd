"""The author's road: a notebook with solutions in, a release out, and every way in which a handout goes wrong named."""

import copy
import dataclasses
import shutil
import sys
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.__main__ import main
from autograder.release import lints
from autograder.release.dry_run import rehearse
from autograder.release.handout import Rules, read_handout, rules_of
from autograder.release.lints import LINTS, findings
from autograder.release.round_trip import TOOLS, survives_resaving
from tests.conftest import CONFIG, PROJECT, released

WORK, CHALLENGE = (
    read_handout(name, PROJECT / "source" / name, PROJECT / "release" / name, [])
    for name in ("lista8", "lista8_transformer")
)


@pytest.fixture
def handout():
    return copy.deepcopy(WORK)


def cell(notebook, id):
    return next(cell for cell in notebook.cells if cell.id == id)


def said(lint, handout):
    return " / ".join(lint(handout))


@pytest.mark.parametrize("ours", [WORK, CHALLENGE], ids=["lista8", "lista8_transformer"])
def test_our_own_handouts_have_no_findings(ours, sandbox):
    assert findings(ours) == []
    assert list(survives_resaving(ours)) == []
    assert list(rehearse(ours, sandbox, {})) == []
    assert rules_of(ours.assignment).points == 10


def both(handout, id, change):
    for notebook in (handout.sources["lista8"], handout.releases["lista8"]):
        change(notebook, cell(notebook, id))


def drop(notebook, cell):
    notebook.cells.remove(cell)


def grade_like(notebook, other):
    copied = copy.deepcopy(other)
    copied.id, copied.metadata.nbgrader.grade_id = "q9", "q9"
    notebook.cells.append(copied)


def define_again(notebook, other):
    notebook.cells.append(new_code_cell("def layer_norm(x): return x", id="outra"))


DAMAGES = {  # lint: (what an author did to both notebooks, the cell it was done to, words of the finding)
    "valid_with_stable_ids": (
        lambda nb, c: c.update(id="titulo"),
        "q1-enunciado",
        "more than one cell has the id titulo",
    ),
    "no_empty_cell": (lambda nb, c: c.update(source=" \n"), "q1_formato", "cell q1_formato is empty"),
    "each_definition_in_one_place": (define_again, "titulo", "layer_norm is defined more than once"),
    "points_add_up": (lambda nb, c: c.metadata.nbgrader.update(points=3), "q1_valores", "add up to 10.5, not to 10"),
    "told_what_matters": (
        lambda nb, c: c.update(source=c.source.replace("Duas leituras", "Três leituras")),
        "q1-enunciado",
        "both readings of query, key and value: the words 'Duas leituras são aceitas' are missing",
    ),
    "checks_and_cells_agree": (grade_like, "q1_formato", "grade cell q9 has no check in the rubric"),
    "imports_only_what_is_allowed": (
        lambda nb, c: c.update(source="from os import path\nimport numpy, torch.nn as nn"),
        "importacoes",
        "cell importacoes imports torch",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_an_author_did_wrong_is_found_by_the_lint_for_it_and_named(handout, name):
    change, id, words = DAMAGES[name]
    lint = getattr(lints, name)
    assert said(lint, handout) == ""
    both(handout, id, change)
    assert words in said(lint, handout)
    assert words in " / ".join(findings(handout))


def test_every_lint_is_tested():
    assert {lint.__name__ for lint in LINTS} == {*DAMAGES, "nothing_beside", "no_trace_of_a_solution"}


def test_a_check_without_a_cell_is_found(handout):
    both(handout, "q2_valores", drop)
    assert said(lints.checks_and_cells_agree, handout) == "check q2_valores has no grade cell"


def test_an_answer_of_several_functions_is_no_finding_and_one_that_defines_nothing_is(handout):
    two = "def self_attention(X, *matrices): ...\n\n\ndef another(): ..."
    both(handout, "q1_self_attention", lambda nb, c: c.update(source=two))
    assert said(lints.each_definition_in_one_place, handout) == ""
    both(handout, "q1_self_attention", lambda nb, c: c.update(source="answer = 42"))
    assert said(lints.each_definition_in_one_place, handout) == "lista8: answer cell q1_self_attention defines nothing"


def test_files_beside_the_notebook_are_found_unless_the_rules_allow_them(handout):
    crowded = dataclasses.replace(handout, files=["gabarito.py"])
    assert "gabarito.py would be released too" in said(lints.nothing_beside, crowded)
    allowed = dataclasses.replace(crowded, rules=Rules(files=("gabarito.py",)))
    assert said(lints.nothing_beside, allowed) == ""


LEAKS = {
    "a line of a solution in another cell": lambda nb: cell(nb, "titulo").update(
        source="Dica:\n\n    scores = matmul(Q,K.T) / np.sqrt(K.shape[1])"
    ),
    "a whole answer": lambda nb: nb.cells.append(new_markdown_cell("2. **Atenção cruzada.** As consultas (Q) vêm da")),
    "a hidden test": lambda nb: cell(nb, "q1_valores").update(
        source='from autograder.notebook import check; check("lista8", "q1_valores", points=2.5)'
    ),
    "a marker": lambda nb: cell(nb, "q1_valores").update(source="### BEGIN HIDDEN TESTS"),
    "a line in metadata": lambda nb: nb.metadata.update(
        old={"cells": ["x = layer_norm(x + feed_forward(x))  # (n, d_model)"]}
    ),
    "outputs": lambda nb: cell(nb, "q2_exemplo").update(outputs=[new_output("stream", text="(4, 8)")]),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_trace_of_a_solution_is_found_wherever_it_is(handout, leak):
    LEAKS[leak](handout.releases["lista8"])
    found = said(lints.no_trace_of_a_solution, handout)
    assert bool(found) == (leak != "a whole answer")  # three words of an essay are no line of it
    LEAKS["a whole answer"](handout.releases["lista8"])
    line = "1. **Autoatenção com máscara.** Ao gerar um token, o modelo não pode ver os seguintes."
    handout.releases["lista8"].cells[-1].source = line + " Por isso os escores das posições futuras"
    assert "secret part of q3_decoder" in said(lints.no_trace_of_a_solution, handout)


def test_a_line_that_the_author_also_gives_openly_is_no_trace(handout):
    both(handout, "titulo", lambda nb, c: c.update(source="Comece por `x`:\n\n    Q = matmul(X, query)"))
    assert said(lints.no_trace_of_a_solution, handout) == ""


def test_an_ordinary_assignment_without_rubric_or_rules_is_held_to_what_holds_for_all(tmp_path):
    quickstart = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1"
    handout = read_handout("ps1", quickstart, tmp_path, [])
    assert handout.checks is None
    assert set(handout.sources) == {"problem1", "problem2"}
    told = " / ".join(findings(handout))
    assert "jupyter.png would be released too" in told
    assert "save it as nbformat 4.5" in told


def test_an_answer_that_is_not_found_again_after_resaving_is_told(handout):
    both(handout, "q1_self_attention", lambda nb, c: c.update(source="resposta = 6 * 7"))
    cell(handout.releases["lista8"], "q1_self_attention").source = "resposta = ..."
    second = copy.deepcopy(cell(handout.sources["lista8"], "q1_self_attention"))
    second.id = second.metadata.nbgrader.grade_id = "q9"
    for notebook in (handout.sources["lista8"], handout.releases["lista8"]):
        notebook.cells.append(copy.deepcopy(second))
    found = said(survives_resaving, handout)
    assert "after kaggle the answer in q9 is not found again" in found
    assert "after colab the" not in found
    assert "q2_encoder_layer" not in found


@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_tool_saves_is_a_notebook_of_its_version_and_leaves_the_original_alone(tool):
    before = released()
    saved = tool(before)
    assert before == released()
    nbformat.validate(saved)
    assert [cell.source.rstrip() for cell in saved.cells] == [cell.source.rstrip() for cell in before.cells]


def test_the_rehearsal_runs_the_author_s_answers_and_names_the_cell_that_fails(handout, sandbox):
    assert list(rehearse(handout, sandbox, {})) == []
    cell(handout.sources["lista8"], "q2_encoder_layer").source = "def encoder_layer(x, *W):\n    return x[:, :3]"
    found = list(rehearse(handout, sandbox, {}))
    assert [line.split(": ")[1] for line in found] == [
        "cell q2_exemplo does not print '(4, 8)'",
        "cell q2_verificacao does not print 'Questão 2",
    ]
    assert "A saída tem formato (5, 3); esperado (5, 16)." in found[1]
    cell(handout.sources["lista8"], "q2_encoder_layer").source = "encoder_layer = 1 / 0"
    assert "cell q2_encoder_layer does not run: ZeroDivisionError" in " / ".join(rehearse(handout, sandbox, {}))


def test_release_checks_and_then_lets_nbgrader_write_what_the_project_ships(tmp_path, monkeypatch, capsys, sandbox):
    shutil.copytree(PROJECT / "source/lista8", tmp_path / "source/lista8")
    (tmp_path / "solutions").symlink_to(PROJECT / "solutions")
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.format(minimum=3))
    command = ["autograder", "release", "lista8", "--course-dir", str(tmp_path)]

    def release(*options):
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", [*command, *options])
            code = main()
        return code, capsys.readouterr().err

    source = tmp_path / "source/lista8/lista8.ipynb"
    good = source.read_bytes()
    source.write_bytes(good.replace("Duas leituras são aceitas".encode(), "Uma leitura é aceita".encode()))
    code, told = release()
    assert (code, "nothing was released" in told, "are missing" in told) == (1, True, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nbgrader_config.py", "solutions", "source"]
    source.write_bytes(good)
    code, told = release()
    assert (code, "no findings; give students" in told) == (0, True)
    ours = (PROJECT / "release/lista8/lista8.ipynb").read_bytes()
    assert (tmp_path / "release/lista8/lista8.ipynb").read_bytes() == ours
    assert (tmp_path / "gradebook.db").exists()
    source.unlink()
    assert release()[0] == 2
