"""Cells deleted, copied, moved, split, merged and of another type."""

import copy

from nbformat.v4 import new_code_cell

from tests.repair.damages.common import ESSAY, Q1, Q2, TESTS, cell, damage, delete, place, rename_ids, strip


@damage("testes-apagados")
def _(notebook, release):
    delete(notebook, *TESTS)


@damage("importacoes-apagadas")
def _(notebook, release):
    delete(notebook, "importacoes", "funcoes_dadas")


@damage("ensaio-apagado")
def _(notebook, release):
    delete(notebook, ESSAY)


@damage("so-as-respostas")
def _(notebook, release):
    notebook.cells = [one for one in notebook.cells if one.id in (Q1, Q2)]


@damage("so-as-respostas-sem-metadados")
def _(notebook, release):
    notebook.cells = [one for one in notebook.cells if one.id in (Q1, Q2)]
    strip(notebook)
    rename_ids(notebook)


@damage("resposta-copiada")
def _(notebook, release):
    notebook.cells.append(copy.deepcopy(cell(notebook, Q1)))


@damage("teste-copiado")
def _(notebook, release):
    notebook.cells.insert(3, copy.deepcopy(cell(notebook, "q1_valores")))


@damage("tudo-copiado")
def _(notebook, release):
    notebook.cells += copy.deepcopy(notebook.cells)


@damage("teste-movido-para-o-inicio")
def _(notebook, release):
    notebook.cells.insert(0, notebook.cells.pop(place(notebook, "q1_valores")))


@damage("ordem-invertida")
def _(notebook, release):
    notebook.cells.reverse()


@damage("resposta-dividida")
def _(notebook, release):
    one = cell(notebook, Q1)
    lines = one.source.split("\n")
    middle = next(n for n, line in enumerate(lines) if line.startswith("    return"))
    one.source, rest = "\n".join(lines[:middle]), "\n".join(lines[middle:])
    notebook.cells.insert(notebook.cells.index(one) + 1, new_code_cell(rest))


@damage("resposta-dividida-com-etiqueta-nas-duas")
def _(notebook, release):
    one = cell(notebook, Q2)
    lines = one.source.split("\n")
    second = copy.deepcopy(one)
    one.source, second.source = "\n".join(lines[:2]), "\n".join(lines[2:])
    notebook.cells.insert(notebook.cells.index(one) + 1, second)


@damage("celulas-juntadas")
def _(notebook, release):
    code = [one for one in notebook.cells if one.cell_type == "code"]
    code[0].source = "\n\n".join(one.source for one in code)
    notebook.cells = [one for one in notebook.cells if one is code[0] or one.cell_type != "code"]


@damage("resposta-vira-markdown")
def _(notebook, release):
    one = cell(notebook, Q1)
    one.cell_type = "markdown"
    del one["outputs"], one["execution_count"]


@damage("testes-viram-raw")
def _(notebook, release):
    for name in TESTS:
        one = cell(notebook, name)
        one.cell_type = "raw"
        del one["outputs"], one["execution_count"]


@damage("ensaio-vira-codigo")
def _(notebook, release):
    one = cell(notebook, ESSAY)
    one.cell_type, one.outputs, one.execution_count = "code", [], None
