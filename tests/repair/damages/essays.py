"""Essays where students write them: in code, in comments, under headings, in many cells, before the first question.

Each must be found, and a person asked: `q3_decoder` has no score of its own.
"""

import copy

from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.repair.damages.common import ESSAY, Q1, Q2, cell, damage, place

STUB = "*ESCREVA SUA RESPOSTA AQUI*"
TEXT = (
    "No decoder a autoatenção recebe uma máscara causal, que esconde os tokens futuros.",
    "Entra também uma atenção cruzada, em que as chaves e os valores vêm da saída do encoder.",
)
COMMENTS = "\n".join(f"# {line}" for line in TEXT)
DOCSTRING = '"""\n{}\n{}\n"""'.format(*TEXT)


def behind(notebook, *cells, source=STUB):
    """Put cells behind the essay's own, which says `source`."""
    cell(notebook, ESSAY).source = source
    at = place(notebook, ESSAY) + 1
    notebook.cells[at:at] = cells


def in_code(name, source):
    """The essay in a code cell behind its own."""

    @damage(name)
    def _(notebook, release):
        behind(notebook, new_code_cell(source))


in_code("ensaio-em-comentarios", COMMENTS)
in_code("ensaio-em-docstring", DOCSTRING)
in_code("ensaio-em-prints", "\n".join(f"print({line!r})" for line in TEXT))
in_code("ensaio-em-variavel", f"texto = {DOCSTRING}\nprint(texto)")
in_code("ensaio-em-f-string", 'camadas = 3\nprint(f"' + TEXT[0] + " São {camadas} subcamadas. " + TEXT[1] + '")')
in_code("ensaio-sem-aspas-em-codigo", "\n".join(TEXT))
in_code("ensaio-com-magica", "%%markdown\n" + "\n".join(TEXT))
in_code("ensaio-em-display", f"from IPython.display import Markdown, display\ndisplay(Markdown({DOCSTRING}))")
in_code("ensaio-em-funcao", f"def resposta():\n    return {DOCSTRING}")
in_code("ensaio-em-funcao-curta", f'def resposta():\n    """{TEXT[0]}"""\n    print({TEXT[1]!r})')
in_code("ensaio-em-comentarios-com-codigo", f"{COMMENTS}\nmascara = np.tril(np.ones((4, 4)))\nprint(mascara)")


@damage("ensaio-na-celula-que-virou-codigo")
def _(notebook, release):
    at = place(notebook, ESSAY)
    tags = notebook.cells[at].metadata
    notebook.cells[at] = new_code_cell(f"texto = {DOCSTRING}", id=ESSAY, metadata=tags)


@damage("ensaio-sob-um-titulo")
def _(notebook, release):
    behind(notebook, new_markdown_cell(TEXT[0]), new_markdown_cell(TEXT[1]), source="### Resposta")


@damage("ensaio-sob-um-titulo-em-codigo")
def _(notebook, release):
    behind(notebook, new_code_cell(COMMENTS), source="**Resposta:**")


@damage("ensaio-em-tres-celulas")
def _(notebook, release):
    behind(notebook, new_markdown_cell("### Resposta"), *map(new_markdown_cell, TEXT))


@damage("ensaio-que-continua")
def _(notebook, release):
    behind(notebook, new_markdown_cell(""), new_markdown_cell(TEXT[1]), source=TEXT[0])


@damage("ensaio-dividido-com-etiqueta-nas-duas")
def _(notebook, release):
    second = copy.deepcopy(cell(notebook, ESSAY))
    second.source = TEXT[1]
    behind(notebook, second, source=TEXT[0])


@damage("ensaio-em-raw")
def _(notebook, release):
    behind(notebook, new_raw_cell(TEXT[0]), new_raw_cell(TEXT[1]))


@damage("ensaio-antes-da-questao-1")
def _(notebook, release):
    cell(notebook, ESSAY).source = "**escreva sua resposta aqui**"
    notebook.cells.insert(place(notebook, Q1), new_markdown_cell("\n\n".join(TEXT)))


@damage("ensaio-espalhado")
def _(notebook, release):
    cell(notebook, ESSAY).source = STUB
    notebook.cells.insert(1, new_markdown_cell(TEXT[0]))
    notebook.cells.insert(place(notebook, Q2), new_code_cell("# " + TEXT[1]))


@damage("ensaio-na-celula-do-codigo")
def _(notebook, release):
    cell(notebook, ESSAY).source = STUB
    cell(notebook, Q2).source += "\n\n" + COMMENTS


@damage("ensaio-na-celula-de-teste")
def _(notebook, release):
    cell(notebook, ESSAY).source = STUB
    cell(notebook, "q2_valores").source += "\n" + COMMENTS


@damage("ensaio-no-enunciado-e-na-celula-seguinte")
def _(notebook, release):
    behind(notebook, new_markdown_cell(TEXT[1]))
    cell(notebook, "q3_enunciado").source += "\n\n" + TEXT[0]


@damage("ensaio-no-aviso-final")
def _(notebook, release):
    cell(notebook, ESSAY).source = STUB
    cell(notebook, "antes-de-entregar").source += "\n\n" + "\n\n".join(TEXT)
