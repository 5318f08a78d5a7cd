"""Essays in other places, and files in other formats, under other names, or no notebooks at all."""

import json

import nbformat
from nbformat.v4 import new_markdown_cell

from tests.repair.damages.common import ESSAY, Q1, Q2, cell, damage, place, text


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
