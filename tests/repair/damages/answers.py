"""Answers in other cells, in several versions, and under other names."""

import copy

from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.repair.damages.common import NORMALIZES, Q1, Q2, WRONG, cell, damage, delete, place


@damage("copia-com-etiqueta-e-errada-no-fim")
def _(notebook, release):
    notebook.cells.append(copy.deepcopy(cell(notebook, Q1)))
    notebook.cells[-1].source = WRONG


@damage("copia-com-etiqueta-e-errada-antes")
def _(notebook, release):
    notebook.cells.insert(8, copy.deepcopy(cell(notebook, Q1)))
    notebook.cells[8].source = WRONG


@damage("rascunho-errado-no-fim")
def _(notebook, release):
    notebook.cells.append(new_code_cell(WRONG))


@damage("celula-da-resposta-errada-e-certa-no-rascunho")
def _(notebook, release):
    right = cell(notebook, Q1).source
    cell(notebook, Q1).source = WRONG
    notebook.cells.append(new_code_cell(right))


@damage("varias-versoes-das-duas")
def _(notebook, release):
    right = [cell(notebook, name).source for name in (Q1, Q2)]
    wrong = WRONG, "def encoder_layer(x, Wq, Wk, Wv, Wo):\n    return x"
    for name, source in zip((Q1, Q2), wrong, strict=True):
        cell(notebook, name).source = source
    notebook.cells += [new_code_cell(right[0]), new_code_cell(right[1]), new_code_cell(wrong[1] + " + 1")]


@damage("stub-copiado-no-fim")
def _(notebook, release):
    notebook.cells += [copy.deepcopy(cell(release, Q1)), new_code_cell(cell(release, Q2).source)]


@damage("resposta-em-celula-nova")
def _(notebook, release):
    one = cell(notebook, Q1)
    notebook.cells.insert(place(notebook, Q1) + 1, new_code_cell(one.source))
    one.source = cell(release, Q1).source


@damage("respostas-no-fim-com-ajudante")
def _(notebook, release):
    sources = [NORMALIZES, cell(notebook, Q1).source.replace("softmax(", "normaliza(").replace(", axis=-1", "")]
    sources.append(cell(notebook, Q2).source)
    for name in (Q1, Q2):
        cell(notebook, name).source = cell(release, name).source
    notebook.cells += [new_code_cell(source) for source in sources]


@damage("resposta-da-2-na-celula-da-1")
def _(notebook, release):
    cell(notebook, Q1).source += "\n\n\n" + cell(notebook, Q2).source
    cell(notebook, Q2).source = cell(release, Q2).source


@damage("resposta-nas-importacoes")
def _(notebook, release):
    cell(notebook, "importacoes").source += "\n\n\n" + cell(notebook, Q1).source
    delete(notebook, Q1)


@damage("importacao-a-mais-na-celula-fixa")
def _(notebook, release):
    cell(notebook, "importacoes").source += "\nimport math"
    one = cell(notebook, Q1)
    one.source = one.source.replace("np.sqrt(", "math.sqrt(")
    assert "math.sqrt" in one.source


@damage("funcao-com-outro-nome")
def _(notebook, release):
    one = cell(notebook, Q1)
    one.source = one.source.replace("self_attention", "selfAttention")
    cell(notebook, Q2).source = cell(notebook, Q2).source.replace("self_attention", "selfAttention")


@damage("funcao-com-outro-nome-em-outra-celula")
def _(notebook, release):
    one = cell(notebook, Q2)
    notebook.cells.append(new_code_cell(one.source.replace("encoder_layer", "encode_layer")))
    one.source = cell(release, Q2).source


@damage("funcao-atribuida")
def _(notebook, release):
    one = cell(notebook, Q1)
    one.source = one.source.replace("def self_attention", "def minha") + "\n\nself_attention = minha"


@damage("aspas-de-codigo-em-markdown")
def _(notebook, release):
    one = cell(notebook, Q1)
    position = notebook.cells.index(one)
    notebook.cells[position] = new_markdown_cell(f"Minha resposta:\n```python\n{one.source}\n```\n")


@damage("ajudante-juntado-a-uma-celula-fixa")
def _(notebook, release):
    one = cell(notebook, Q1)
    one.source = one.source.replace("softmax(", "normaliza(").replace(", axis=-1", "")
    cell(notebook, "q1_verificacao").source += "\n\n" + NORMALIZES
