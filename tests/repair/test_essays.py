"""Which text is taken for an essay, and which is not."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.parse.prose import prose
from autograder.repair.repair import repair
from tests.conftest import released
from tests.course.test_versions import answered
from tests.repair.damages import DAMAGES
from tests.repair.damages.common import ESSAY, Q1, Q2, cell, place
from tests.repair.damages.essays import COMMENTS, STUB, TEXT, behind
from tests.repair.test_repair import damaged
from tests.repair.test_repair_properties import lista8

WRITTEN = [
    name for name, damage in DAMAGES.items() if damage.__module__.endswith("essays")
]  # by the damages of that file, all with the same words
NOTE = "Rascunho: lembrar de transpor a matriz K antes de multiplicar as duas e conferir o formato da saída."


def essay_of(notebook):
    """The essay that a person will read, and what was mended."""
    mended, log = repair(lista8(), notebook)
    nbformat.validate(mended)
    (essay,) = [one for one in mended.cells if one.metadata.get("nbgrader", {}).get("grade_id") == ESSAY]
    return essay, {one.kind for one in log}


@pytest.mark.parametrize("name", WRITTEN)
def test_all_of_an_essay_is_put_together_in_its_cell(name):
    essay, _ = essay_of(damaged(released(), name))
    words = " ".join(essay.source.split())
    assert all(line.rstrip(".") in words for line in TEXT)


def test_the_parts_of_an_essay_keep_their_order_and_stand_there_once():
    notebook = damaged(released(), "ensaio-em-tres-celulas")
    mended, _ = repair(lista8(), notebook)
    everything = "\n".join(one.source for one in mended.cells)
    assert everything.index(TEXT[0]) < everything.index(TEXT[1])
    assert [everything.count(line) for line in TEXT] == [1, 1]


@pytest.mark.parametrize(
    "note",
    [
        lambda notebook: notebook.cells.insert(1, new_markdown_cell(NOTE)),
        lambda notebook: notebook.cells.insert(place(notebook, Q1), new_code_cell(f"# {NOTE}")),
        lambda notebook: notebook.cells.insert(place(notebook, ESSAY) + 1, new_markdown_cell(NOTE)),
        lambda notebook: notebook.cells.insert(place(notebook, ESSAY) + 1, new_code_cell("x = 1  # só um teste meu")),
        lambda notebook: notebook.cells.append(new_markdown_cell(NOTE)),
    ],
)
def test_a_note_is_no_part_of_an_essay_that_stands_in_its_own_cell(note):
    notebook = answered()
    cell(notebook, ESSAY).source = TEXT[0]
    note(notebook)
    essay, kinds = essay_of(notebook)
    assert essay.source == TEXT[0]
    assert kinds == set()


def test_an_essay_left_blank_among_ordinary_comments_is_no_guess():
    notebook = answered()
    cell(notebook, ESSAY).source = STUB
    cell(notebook, Q1).source = "# softmax linha a linha\n" + cell(notebook, Q1).source
    notebook.cells.append(new_code_cell("# testando\nprint('Lista 8')"))
    essay, kinds = essay_of(notebook)
    assert (essay.source, kinds) == (STUB, set())


def test_what_may_be_the_essay_is_copied_and_called_a_guess():
    notebook = answered()
    cell(notebook, ESSAY).source = STUB
    cell(notebook, Q2).source += "\n\n" + COMMENTS
    essay, kinds = essay_of(notebook)
    assert essay.source == "\n".join(TEXT)
    assert kinds == {"guess"}
    assert COMMENTS in cell(repair(lista8(), notebook)[0], Q2).source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            'print("O decoder teria três mudanças:")\nprint("- máscara causal")\nprint("- atenção cruzada")',
            "O decoder teria três mudanças:\n\n- máscara causal\n\n- atenção cruzada",
        ),
        ("# máscara causal\n\n# atenção cruzada", "máscara causal\n\natenção cruzada"),
        ('for um in ["máscara causal", "atenção cruzada"]:\n    print(um)', "máscara causal\n\natenção cruzada"),
        (
            'texto = "Uma máscara na primeira atenção " + "e a segunda atenção é cruzada"',
            "Uma máscara na primeira atenção\n\ne a segunda atenção é cruzada",
        ),
    ],
)
def test_no_item_of_an_essay_in_code_is_lost_however_short(source, text):
    notebook = answered()
    behind(notebook, new_code_cell(source))
    essay, kinds = essay_of(notebook)
    assert (essay.source, kinds) == (text, {"found"})


@pytest.mark.parametrize("own", [STUB, "### Resposta"])
def test_a_layer_in_code_where_the_essay_belongs_is_shown_to_a_person(own):
    notebook = answered()
    layer = "def decoder_layer(x, memoria):\n    # 1) cruzada\n    return layer_norm(x + cruzada(x, memoria))"
    behind(notebook, new_code_cell(layer), source=own)
    essay, kinds = essay_of(notebook)
    assert layer in essay.source
    assert kinds == {"guess"}
    assert layer in [one.source for one in repair(lista8(), notebook)[0].cells]


def test_pictures_of_one_name_are_all_kept():
    notebook = answered()
    own = cell(notebook, ESSAY)
    own.source, own["attachments"] = "Veja a figura:\n![](attachment:image.png)", {"image.png": {"image/png": "AAAA"}}
    more = new_markdown_cell("E esta:\n![](attachment:image.png)", attachments={"image.png": {"image/png": "BBBB"}})
    notebook.cells.insert(place(notebook, ESSAY) + 1, more)
    essay, _ = essay_of(notebook)
    assert {data["image/png"] for data in essay.attachments.values()} == {"AAAA", "BBBB"}
    assert all(f"attachment:{name}" in essay.source for name in essay.attachments)


def test_an_essay_may_show_code():
    notebook = answered()
    text = f"{TEXT[0]}\n```python\ndef encoder_layer(x, memoria):\n    return x\n```\n{TEXT[1]}"
    cell(notebook, ESSAY).source = text
    essay, kinds = essay_of(notebook)
    assert essay.source == text
    assert not kinds & {"found", "guess", "together"}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("x = 1  # soma das linhas da matriz de pesos", "soma das linhas da matriz de pesos"),
        ("# y = softmax(x)\n# z = y @ V", ""),
        ("def f(x):\n    # soma as linhas da matriz de pesos\n    return x", ""),
        ("def f(x):\n  return x\n    y = x + 1 for x in range of", ""),
        ("isto é um texto e não um programa", "isto é um texto e não um programa"),
        ("s = 'a # b'  # dois", ""),
    ],
)
def test_comments_and_strings_are_told_from_code(source, told):
    assert prose(source, 4) == told


FORMS = [
    new_code_cell(
        "# This Python 3 environment comes with many helpful analytics libraries installed\n"
        "# It is defined by the kaggle/python Docker image: https://github.com/kaggle/docker-python\n"
        "# You can write up to 20GB to the current directory (/kaggle/working/) that gets preserved as output"
    ),
    new_markdown_cell(
        "<a href='https://deepnote.com?utm_source=created-in-deepnote-cell' target='_blank'>\nCreated in </a>"
    ),
    new_markdown_cell(
        '<a href="https://colab.research.google.com/x"><img src="colab-badge.svg" alt="Open In Colab"/></a>'
    ),
    new_markdown_cell("**Aluno:** Maria Aparecida dos Santos Silva Pereira, RA 123456, turma B, noturno"),
    new_markdown_cell("Nome: Ana Maria Braga de Souza\n\nDisciplina: Introdução ao Aprendizado Profundo e Linguagem"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", [0, -1])
def test_what_tools_write_and_who_hands_in_are_no_essay(form, where):
    notebook = answered()
    cell(notebook, ESSAY).source = STUB
    notebook.cells.insert(where if where == 0 else len(notebook.cells), form)
    essay, kinds = essay_of(notebook)
    assert (essay.source, kinds & {"guess", "place", "together"}) == (STUB, set())


def test_an_essay_under_a_name_is_found_with_it():
    notebook = answered()
    cell(notebook, ESSAY).source = STUB
    notebook.cells.append(new_markdown_cell("Aluno: Maria\n\n" + "\n".join(TEXT)))
    essay, _ = essay_of(notebook)
    assert all(line in essay.source for line in TEXT)
