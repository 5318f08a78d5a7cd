"""Functions under other names, in other clothes, and cells whose ids tell nothing or something wrong."""

from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.repair.damages.common import NORMALIZES, Q1, Q2, TESTS, cell, damage, delete, place, rename_ids, strip

ATTENTION = """def {name}({parameters}):
    {X}, {q}, {k}, {v} = {parameters}
    if {q}.shape[0] == {X}.shape[1]:
        {q}, {k}, {v} = {X} @ {q}, {X} @ {k}, {X} @ {v}
    E = {q} @ {k}.T / np.sqrt({k}.shape[1])
    E = np.exp(E - E.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True) @ {v}"""
LAMBDA = "self_attention = lambda X, q, k, v: softmax((X @ q) @ (X @ k).T / np.sqrt(q.shape[1]), axis=-1) @ (X @ v)"
LAYER = """def {name}(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + {attention}(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))"""
SCORES = """def {name}(X, query, key, value):
    return (X @ query) @ (X @ key).T / np.sqrt(key.shape[1])"""  # a helper that takes all that the answer takes


def attention(name, parameters="X, query, key, value"):
    X, q, k, v = parameters.split(", ")
    return ATTENTION.format(name=name, parameters=parameters, X=X, q=q, k=k, v=v)


def layer(name="encoder_layer", calls="self_attention"):
    return LAYER.format(name=name, attention=calls)


def answered(name, first, second=None):
    """Both questions answered so in their own cells."""

    @damage(name)
    def _(notebook, release):
        cell(notebook, Q1).source = first
        cell(notebook, Q2).source = second or layer()


BESIDE = f"{SCORES.format(name='escores')}\n\n\n{attention('minha')}"
CALLS_IT = "\n\n\n".join(
    [
        "def resposta(X, query, key, value):\n"
        "    if query.shape[0] != X.shape[1]:\n"
        "        return softmax(query @ key.T / np.sqrt(key.shape[1]), axis=-1) @ value\n"
        "    return softmax(ajuda(X, query, key, value), -1) @ X @ value",
        SCORES.format(name="ajuda"),
    ]
)
IN_A_CLASS = "class Atencao:\n    def __call__(self, X, query, key, value):\n        return conta(X, query, key, value)"
METHOD = (
    "class Modelo:\n    def self_attention(self, X, query, key, value):\n        return conta(X, query, key, value)"
)

answered("outro-nome-ao-lado-de-ajudante", BESIDE)
answered("outro-nome-antes-do-ajudante", CALLS_IT)
answered("outro-nome-chamado-pela-camada", f"{attention('q1')}\n\n\n{SCORES.format(name='q1b')}", layer(calls="q1"))
answered("outro-nome-e-outros-parametros", attention("atencao", "entrada, consulta, chave, valor"))
answered("outros-parametros", attention("self_attention", "entrada, consulta, chave, valor"))
answered("outro-nome-com-parametro-a-mais", attention("f").replace("value):", "value, mascara=None):", 1))
answered("os-dois-com-outros-nomes", attention("f"), layer("g", "f"))
answered("lambda", LAMBDA)
answered("lambda-com-outro-nome", LAMBDA.replace("self_attention", "atencao"))
answered("async", "async " + attention("self_attention"))
answered(
    "async-nas-duas",
    "async " + attention("self_attention"),
    "async " + layer().replace("self_attention(", "(await self_attention(").replace("Wv) @", "Wv)) @"),
)
answered("classe-atribuida", f"{attention('conta')}\n\n\n{IN_A_CLASS}\n\n\nself_attention = Atencao()")
answered("classe-com-call", f"{attention('conta')}\n\n\n{IN_A_CLASS.replace('Atencao', 'SelfAttention')}")
answered("metodo-com-o-nome", f"{attention('conta')}\n\n\n{METHOD}")
answered("metodo-atribuido", f"{attention('conta')}\n\n\n{METHOD}\n\n\nself_attention = Modelo().self_attention")
answered("em-if", "if True:\n" + "\n".join("    " + line for line in attention("self_attention").splitlines()))
answered(
    "em-try",
    "try:\n"
    + "\n".join("    " + line for line in attention("self_attention").splitlines())
    + "\nexcept Exception:\n    pass",
)
answered("apelido-da-camada", attention("self_attention"), layer("camada") + "\n\n\nencoder_layer = camada")
answered("apelidos-juntos", attention("a"), layer("b", "a") + "\n\n\nself_attention, encoder_layer = a, b")


@damage("apelido-em-outra-celula")
def _(notebook, release):
    cell(notebook, Q1).source = attention("minha_funcao_1")
    notebook.cells.insert(place(notebook, Q1) + 1, new_code_cell("self_attention = minha_funcao_1"))


@damage("metadados-perdidos-e-outro-nome")
def _(notebook, release):
    cell(notebook, Q1).source = attention("minha")
    cell(notebook, Q2).source = layer("camada", "minha")
    strip(notebook)


@damage("metadados-e-ids-perdidos-e-outro-nome")
def _(notebook, release):
    cell(notebook, Q1).source = BESIDE
    cell(notebook, Q2).source = layer("camada", "minha")
    strip(notebook)
    rename_ids(notebook)


@damage("so-as-respostas-com-outros-nomes")
def _(notebook, release):
    notebook.cells = [one for one in notebook.cells if one.id in (Q1, Q2)]
    notebook.cells[0].source, notebook.cells[1].source = attention("a1"), layer("a2", "a1")
    strip(notebook)
    rename_ids(notebook)


@damage("ids-iguais-sem-metadados")
def _(notebook, release):
    strip(notebook)
    notebook.nbformat_minor = 4
    for one in notebook.cells:
        del one["id"]
        one.metadata["id"] = Q1


@damage("ids-deslocados-sem-metadados")
def _(notebook, release):
    ids = [one.id for one in notebook.cells]
    strip(notebook)
    for one, id in zip(notebook.cells, [ids[-1], *ids[:-1]], strict=True):
        one.id = id


@damage("id-da-resposta-em-duas-celulas")
def _(notebook, release):
    strip(notebook)
    notebook.nbformat_minor = 4
    note = new_markdown_cell("Aqui começa a minha resposta da questão 1.")
    for one in notebook.cells:
        one.metadata["id"] = one.pop("id")
    at = next(n for n, one in enumerate(notebook.cells) if one.metadata["id"] == Q1)
    note.metadata["id"] = Q1
    del note["id"]
    notebook.cells.insert(at, note)


@damage("resposta-dividida-com-celula-vazia-no-meio")
def _(notebook, release):
    one = cell(notebook, Q1)
    lines = one.source.split("\n")
    one.source, rest = "\n".join(lines[:2]), "\n".join(lines[2:])
    at = notebook.cells.index(one) + 1
    notebook.cells[at:at] = [new_code_cell(""), new_code_cell(rest)]


@damage("outro-nome-em-celula-nova-e-stub-apagado")
def _(notebook, release):
    delete(notebook, Q1, *TESTS)
    at = place(notebook, "q1_verificacao")
    notebook.cells[at:at] = [new_code_cell(NORMALIZES), new_code_cell(attention("questao1"))]
