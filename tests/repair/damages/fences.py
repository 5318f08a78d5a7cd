"""Code in markdown cells, fenced in every way that markdown knows, and in none."""

from textwrap import indent

from nbformat.v4 import new_markdown_cell, new_raw_cell

from tests.repair.damages.common import Q1, Q2, cell, damage


def written(name, before, after="", margin="", ids=(Q1,)):
    """An answer as text: some words, the code behind `margin`, and what follows."""

    @damage(name)
    def _(notebook, release):
        for id in ids:
            at = notebook.cells.index(cell(notebook, id))
            source = indent(notebook.cells[at].source, margin)
            notebook.cells[at] = new_markdown_cell(f"Minha resposta:\n\n{before}\n{source}\n{after}")


written("cerca-de-tis", "~~~python", "~~~")
written("cerca-das-duas-respostas", "~~~~ {.python}", "~~~~", ids=(Q1, Q2))
written("cerca-de-quatro-crases", "````python", "````\nFim.")
written("cerca-sem-fim", "```py")
written("cerca-com-recuo", "   ```python", "   ```", "   ")
written("cerca-com-recuo-so-na-cerca", "  ```", "  ```")
written("cerca-em-lista", "1. Código:\n\n   ```python", "   ```\n2. Fim.", "   ")
written("cerca-na-linha-da-lista", "- ```python", "  ```", "  ")
written("cerca-em-citacao", "> ```python", "> ```", "> ")
written("cerca-com-espacos-depois", "``` python  ", "```   ")
written("codigo-recuado-sem-cerca", "", "\nFim.", "    ")
written("codigo-depois-de-palavras", "")
written("cerca-depois-de-outra", "```bash\npip install numpy\n```\n\n```python3", "```\n~~~\nfim\n~~~")


@damage("resposta-em-raw-com-palavras")
def _(notebook, release):
    at = notebook.cells.index(cell(notebook, Q2))
    notebook.cells[at] = new_raw_cell("Resposta:\n```\n" + notebook.cells[at].source + "\n```")
