"""Which of a student's files are read, which come first, and what is told of those that are left out."""

import json

import nbformat
import pytest

from autograder.repair.files.locate import ranked
from autograder.repair.files.merging import repair_all
from autograder.repair.files.reading import read_submitted
from autograder.repair.files.same_assignment import names_another
from autograder.repair.log import Repair, describe, note
from tests.repair.damages.common import Q1, WRONG, cell
from tests.repair.damages.names import attention
from tests.repair.test_merging import IMPORTS, UNTOUCHED, WRONG_FIRST, answered, bare, blank
from tests.repair.test_repair_properties import lista8


@pytest.mark.parametrize(
    ("sizes", "order"),
    [
        ({"lista8.ipynb": 9, "lista8 (1).ipynb": 9, "z.ipynb": 9}, ["lista8.ipynb", "lista8 (1).ipynb", "z.ipynb"]),
        ({"lista8 (1).ipynb": 9, "lista8 (2).ipynb": 9}, ["lista8 (2).ipynb", "lista8 (1).ipynb"]),
        ({"lista8.ipynb": 0, "outra.ipynb": 9}, ["outra.ipynb", "lista8.ipynb"]),
        ({"lista8.ipynb": 9, "outra.ipynb": 1 << 30, "dados.json": 9}, ["lista8.ipynb"]),
        (
            {"lista8.ipynb": 9} | {f"{letter}.ipynb": 9 for letter in "mnopqrvwxyz"},
            ["lista8.ipynb", *(f"{letter}.ipynb" for letter in "zyxwvrq")],
        ),
        ({"lista8 (9).ipynb": 5, "lista8 (10).ipynb": 5}, ["lista8 (10).ipynb", "lista8 (9).ipynb"]),
    ],
)
def test_files_are_read_in_an_order_that_no_disk_decides(sizes, order):
    for names in (sizes, dict(reversed(sizes.items()))):
        assert ranked(names, ["lista8"])["lista8"][: len(order)] == order


@pytest.mark.parametrize("word", ["_final", "-ENTREGA", " ok", "_corrigido", " (pronto)", "_v6"])
def test_what_is_called_final_comes_before_versions_and_a_person_learns_what_is_left_out(word):
    files = {f"lista8_v{n}.ipynb": answered(**{Q1: f"{WRONG}\n# {n}"}) for n in range(2, 6)}
    files |= {"lista8.ipynb": WRONG_FIRST, f"lista8{word}.ipynb": answered()}
    first, *others = ranked(dict.fromkeys(files, 9), ["lista8"])["lista8"]
    assert (first, others[0]) == ("lista8.ipynb", f"lista8{word}.ipynb")
    _, log = repair_all(lista8(), first, files[first], {name: files[name] for name in others})
    assert [one.detail for one in log if one.kind == "left"] == ["lista8_v3.ipynb, lista8_v2.ipynb"]
    assert "lista8_v3.ipynb" in note(one.as_data() for one in log)


def test_files_beyond_those_that_are_read_are_named_too():
    data = nbformat.writes(bare("x = 1")).encode()
    *_, log, others = read_submitted({f"{n}.ipynb": data for n in range(10)}, "0.ipynb")
    assert len(others) == 7
    assert [(one.kind, one.detail) for one in log] == [("left", "8.ipynb, 9.ipynb")]


def test_a_word_that_only_holds_ok_is_not_final():
    sizes = dict.fromkeys(("lista8.ipynb", "lista8 token.ipynb", "lista8 v2.ipynb"), 9)
    assert ranked(sizes, ["lista8"])["lista8"][1] == "lista8 v2.ipynb"


@pytest.mark.parametrize("name", ["lista7", "Lista_07 (1)", "LISTA 7"])
def test_a_notebook_named_after_another_assignment_does_not_answer_for_a_blank_one(name):
    other = bare(IMPORTS, attention("self_attention"))
    mended, _ = repair_all(lista8(), "lista8.ipynb", UNTOUCHED, {f"{name}.ipynb": other})
    assert cell(mended, Q1).source == blank(Q1)
    tagged = repair_all(lista8(), "lista8.ipynb", UNTOUCHED, {f"{name}.ipynb": answered()})[0]
    assert cell(tagged, Q1).source == cell(answered(), Q1).source


@pytest.mark.parametrize("file", ["lista8 (7).ipynb", "lista_08.ipynb", "minha lista.ipynb", "7.ipynb"])
def test_other_numbers_name_no_other_assignment(file):
    assert not names_another(file, "lista8")
    assert not names_another("lista7.ipynb", "trabalho")


def test_a_line_that_stopped_in_a_cell_of_the_students_own_is_told_in_whole_sentences():
    repair = Repair("stopped", (), " ").as_data()
    assert describe(repair).startswith("a line of a cell of the student's own stopped")
    assert describe(repair).endswith("(a blank line)")
    assert "Em uma célula sua, esta linha parou com um erro e foi pulada: (uma linha em branco)." in note([repair])


@pytest.mark.parametrize("widgets", [{"application/vnd.jupyter.widget-state+json": {"abc": {"model_name": "X"}}}, []])
def test_widgets_of_colab_s_own_form_are_dropped_and_those_with_their_state_are_kept(widgets):
    def read(value):
        notebook = {"cells": [], "metadata": {"widgets": value}, "nbformat": 4, "nbformat_minor": 5}
        return read_submitted({"a.ipynb": json.dumps(notebook).encode()}, "a.ipynb")[1].metadata

    whole = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}}
    assert "widgets" not in read(widgets)
    assert read(whole)["widgets"] == whole
