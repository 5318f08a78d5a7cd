"""Harmless changes, and metadata that were lost, changed or forged."""

import copy

from nbformat.v4 import new_code_cell

from tests.repair.damages.common import Q1, Q2, cell, damage, rename_ids, strip, text


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
