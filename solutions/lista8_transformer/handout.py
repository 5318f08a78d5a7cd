"""What the handout promises; `python -m autograder release` holds the notebook to it before students get it."""

POINTS = 10
LIBRARIES = ("numpy",)
PHRASES = {
    "that names are part of the question": ("Os nomes importam",),
    "the trap of reshape": ("Cuidado com `reshape`",),
    "einsum": ("np.einsum",),
    "the shapes of what is asked for": ("Forma da entrada", "Forma da saída"),
    "that the example has no right numbers": ("nenhum resultado específico é esperado",),
    "what is still missing": ("O que ainda falta para um Transformer de verdade", "Treinamento", "Dropout", "Biases"),
}
PRINTS = {
    "q6_exemplo": "(2, 10)\n(2, 10, 64)\n",
    **{f"q{number}_verificacao": f"Questão {number}: tudo certo até aqui.\n" for number in range(1, 10)},
}
