"""What the handout promises; `python -m autograder release` holds the notebook to it before students get it."""

POINTS = 10
LIBRARIES = ("numpy", "scipy")
PHRASES = {
    "both readings of query, key and value": ("Duas leituras são aceitas", "(d_{model}, d_k)", "(n, d_k)"),
    "how to call self_attention in each reading": (
        "`self_attention(x, Wq, Wk, Wv)`",
        "`self_attention(x, x @ Wq, x @ Wk, x @ Wv)`",
    ),
    "the shapes of the encoder's weights": ("(d_k, d_{model})", "`Wo`"),
    "the order of the layer": ("post-LN",),
    "that the example has no right numbers": ("nenhum resultado específico é esperado",),
    "what is simplified": ("Um Transformer de verdade não é construído assim",),
    "where to read on": ("jalammar.github.io",),
}
PRINTS = {
    "q1_verificacao": "Questão 1, lendo query, key e value como matrizes de pesos: tudo certo até aqui.\n",
    "q2_exemplo": "(4, 8)",
    "q2_verificacao": "Questão 2: tudo certo até aqui.\n",
}
