"""What students and their tools do to an answered notebook: one function of (notebook, release) for each.

A damage changes the notebook, or returns the bytes or (file name, bytes) to hand in instead. The answers are right, so
each must still earn every point, unless UNREADABLE names it.
"""

import copy
import json
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

Damage = Callable[[NotebookNode, NotebookNode], bytes | tuple[str, bytes] | None]
Q1, Q2, ESSAY = "q1_self_attention", "q2_encoder_layer", "q3_decoder"
WRONG = "def self_attention(X, query, key, value):\n    return X * 0"
TESTS = ("q1_formato", "q1_soma_das_linhas", "q1_valores", "q2_formato", "q2_estatisticas", "q2_valores")
UNREADABLE = {"vazio", "so-espacos", "json-cortado", "texto", "pdf", "lista-json", "sem-celulas", "html-do-login"}
DAMAGES: dict[str, Damage] = {}


def damage(name: str) -> Callable[[Damage], Damage]:
    def keep(function: Damage) -> Damage:
        DAMAGES[name] = function
        return function

    return keep


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell with an id (in the handout, ids of nbgrader's cells are their names)."""
    return next(cell for cell in notebook.cells if cell.id == name)


def place(notebook: NotebookNode, name: str) -> int:
    return notebook.cells.index(cell(notebook, name))


def strip(notebook: NotebookNode, *names: str) -> None:
    """Lose nbgrader's metadata (of all cells, if none is named)."""
    for one in notebook.cells:
        if one.id in names or not names:
            one.metadata.pop("nbgrader", None)


def delete(notebook: NotebookNode, *names: str) -> None:
    notebook.cells = [one for one in notebook.cells if one.id not in names]


def rename_ids(notebook: NotebookNode) -> None:
    for number, one in enumerate(notebook.cells):
        one.id = f"novo-{number}"


def text(notebook: NotebookNode) -> str:
    return nbformat.v4.writes_json(notebook)


# What needs no repair


@damage("intacta")
def _(notebook, release):
    pass


@damage("colab")
def _(notebook, release):
    notebook.metadata["colab"] = {"provenance": []}
    for one in notebook.cells:
        one.metadata["id"] = one.id
        one.metadata.setdefault("outputId", "x") if one.cell_type == "code" else None


@damage("vscode-celulas-fixas-editadas")
def _(notebook, release):
    for name in ("importacoes", "q1_valores", "q2_exemplo"):
        cell(notebook, name).source += "\n# comentário"
        cell(notebook, name).metadata["vscode"] = {"languageId": "python"}


@damage("nbformat-4.0")
def _(notebook, release):
    notebook.nbformat_minor = 0
    for one in notebook.cells:
        del one["id"]


@damage("sem-ids")
def _(notebook, release):
    for one in notebook.cells:
        del one["id"]


@damage("ids-iguais")
def _(notebook, release):
    for one in notebook.cells:
        one.id = "igual"


@damage("pyodide")
def _(notebook, release):
    notebook.metadata.kernelspec = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}


@damage("sem-metadados-do-notebook")
def _(notebook, release):
    notebook.metadata = {}


@damage("celula-do-drive")
def _(notebook, release):
    notebook.cells.insert(0, new_code_cell("from google.colab import drive\ndrive.mount('/content/drive')"))


# Metadata


@damage("metadados-perdidos")
def _(notebook, release):
    strip(notebook)


@damage("metadados-e-ids-perdidos")
def _(notebook, release):
    strip(notebook)
    rename_ids(notebook)


@damage("colab-metadados-perdidos-4.0")
def _(notebook, release):
    strip(notebook)
    notebook.nbformat_minor = 0
    for one in notebook.cells:
        one.metadata["id"] = "x" + one.id[::-1]
        del one["id"]


@damage("nbgrader-vazio")
def _(notebook, release):
    for one in notebook.cells:
        if "nbgrader" in one.metadata:
            one.metadata["nbgrader"] = {}


@damage("esquema-1")
def _(notebook, release):
    for one in notebook.cells:
        if "nbgrader" in one.metadata:
            one.metadata["nbgrader"]["schema_version"] = 1


@damage("etiquetas-trocadas")
def _(notebook, release):
    first, second = cell(notebook, Q1), cell(notebook, Q2)
    first.metadata, second.metadata = second.metadata, first.metadata


@damage("resposta-etiquetada-como-teste")
def _(notebook, release):
    cell(notebook, Q1).metadata = copy.deepcopy(cell(notebook, "q1_valores").metadata)


@damage("metadados-invalidos")
def _(notebook, release):
    notebook.metadata["kernelspec"] = "python3"
    for one in notebook.cells:
        one.metadata.update(name=3, tags="x,y", collapsed="sim")
    return text(notebook).encode()


@damage("autograder-forjado")
def _(notebook, release):
    notebook.metadata["autograder"] = {"seed": 1, "repairs": [{"kind": "oi"}]}
    for one in notebook.cells:
        one.metadata["autograder"] = {"versions": {"self_attention": 0}, "verdict": "pass"}


# Cells deleted, copied, moved


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


@damage("teste-movido-para-o-inicio")
def _(notebook, release):
    notebook.cells.insert(0, notebook.cells.pop(place(notebook, "q1_valores")))


@damage("ordem-invertida")
def _(notebook, release):
    notebook.cells.reverse()


@damage("resposta-em-celula-nova")
def _(notebook, release):
    one = cell(notebook, Q1)
    notebook.cells.insert(place(notebook, Q1) + 1, new_code_cell(one.source))
    one.source = cell(release, Q1).source


@damage("respostas-no-fim-com-ajudante")
def _(notebook, release):
    helper = (
        "def normaliza(E):\n    E = np.exp(E - E.max(axis=-1, keepdims=True))\n    return E / E.sum(-1, keepdims=True)"
    )
    sources = [helper, cell(notebook, Q1).source.replace("softmax(", "normaliza(").replace(", axis=-1", "")]
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


# Cells split, merged, of another type; functions of another name


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


# Essays


@damage("ensaio-em-celula-nova")
def _(notebook, release):
    one = cell(notebook, ESSAY)
    notebook.cells.insert(place(notebook, ESSAY) + 1, new_markdown_cell(one.source))
    one.source = cell(release, ESSAY).source


@damage("ensaio-no-enunciado")
def _(notebook, release):
    one = cell(notebook, ESSAY)
    cell(notebook, "q3_enunciado").source += "\n\n" + one.source
    one.source = cell(release, ESSAY).source


# Files


@damage("bom")
def _(notebook, release):
    return text(notebook).encode("utf-8-sig")


@damage("utf-16")
def _(notebook, release):
    return text(notebook).encode("utf-16")


@damage("ansi")
def _(notebook, release):
    cell(notebook, ESSAY).source = "Atenção à máscara: é causal, não bidirecional."
    notebook.cells = [one for one in notebook.cells if one.id != "fig-pilhas"]
    return text(notebook).encode("cp1252", "replace")


@damage("nbformat-3")
def _(notebook, release):
    old = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet()])
    for one in notebook.cells:
        make = nbformat.v3.new_code_cell if one.cell_type == "code" else nbformat.v3.new_text_cell
        old.worksheets[0].cells.append(make(one.source))
    return nbformat.v3.writes_json(old).encode()


@damage("nbformat-3-estragado")
def _(notebook, release):
    cells = [{"cell_type": one.cell_type, "input": one.source, "source": one.source} for one in notebook.cells]
    return json.dumps({"worksheets": [{"cells": cells}, 7]}).encode()


@damage("celulas-sem-campos")
def _(notebook, release):
    raw = json.loads(text(notebook))
    for one in raw["cells"]:
        one.pop("outputs", None)
        one.pop("execution_count", None)
        one["metadata"] = None if one["id"] == Q1 else one["metadata"]
    return json.dumps(raw).encode()


@damage("sem-versao")
def _(notebook, release):
    raw = json.loads(text(notebook))
    return json.dumps({"cells": [*raw["cells"], "lixo", None, {"cell_type": "widget"}]}).encode()


@damage("meio-caractere")
def _(notebook, release):
    cell(notebook, Q2).source += "\n# emoji partido aqui: METADE"
    return text(notebook).replace("METADE", "\\ud83d").encode()


@damage("arquivo-com-outro-nome")
def _(notebook, release):
    return "Cópia de lista8 (1).ipynb", text(notebook).encode()


@damage("arquivo-com-o-nome-do-aluno")
def _(notebook, release):
    return "Maria da Silva.ipynb", text(notebook).encode()


@damage("vazio")
def _(notebook, release):
    return b""


@damage("so-espacos")
def _(notebook, release):
    return b" \n\0"


@damage("json-cortado")
def _(notebook, release):
    return text(notebook).encode()[:-2000]


@damage("texto")
def _(notebook, release):
    return "Professor, não consegui abrir o notebook.".encode()


@damage("pdf")
def _(notebook, release):
    return b"%PDF-1.7\n\x00\xff\xfe"


@damage("lista-json")
def _(notebook, release):
    return b"[]"


@damage("sem-celulas")
def _(notebook, release):
    return b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}'


@damage("html-do-login")
def _(notebook, release):
    return b"<!DOCTYPE html><html><body>Fa\xc3\xa7a login</body></html>"
