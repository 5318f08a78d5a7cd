"""Slips in the order, the sums and the norms of an encoder layer. What the student reads is pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

ORDER = (
    known("pre_ln", {"order": "pre"}, share=0.7),
    Slip(
        "pre_ln_com_norma_final",
        {"order": "pre and last"},
        "A normalização veio antes de cada subcamada (pre-LN), com mais uma no fim; no artigo ela vem depois da soma.",
        "No artigo, cada subcamada termina em LayerNorm(x + Subcamada(x)).",
        share=0.7,
    ),
    known("norma_antes_da_soma", {"order": "inner"}, share=0.6),
    Slip(
        "uma_so_soma_e_norma",
        {"order": "single"},
        "Há uma só soma residual e uma só normalização em volta de tudo; cada subcamada tem as suas.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
        share=0.4,
    ),
    Slip(
        "subcamadas_em_paralelo",
        {"order": "parallel"},
        "A atenção e a feed-forward receberam o mesmo x, em paralelo, com uma só soma e normalização.",
        "De onde vem a entrada da segunda subcamada?",
        share=0.4,
    ),
    Slip(
        "subcamadas_trocadas",
        {"order": "swapped"},
        "A rede feed-forward veio antes da atenção; a ordem é atenção e depois feed-forward.",
        "Siga as setas do desenho da camada, de baixo para cima.",
        share=0.4,
    ),
)

RESIDUALS = (
    known("sem_residuais", {"residuals": (False, False)}, share=0.5),
    known("sem_primeira_residual", {"residuals": (False, True)}, share=0.7),
    known("sem_segunda_residual", {"residuals": (True, False)}, share=0.7),
    Slip(
        "segunda_residual_de_x",
        {"second_residual": "x"},
        "A segunda soma residual usou o x original; ela soma a entrada da própria feed-forward.",
        "De onde sai a seta que contorna a rede feed-forward?",
        share=0.7,
    ),
    Slip(
        "segunda_residual_sem_norma",
        {"second_residual": "total"},
        "A segunda soma residual usou a soma ainda não normalizada; ela usa a entrada da própria feed-forward.",
        "De onde sai a seta que contorna a rede feed-forward?",
        share=0.7,
    ),
)

NORMS = (
    known("sem_normas", {"norms": (False, False)}, share=0.5),
    known("sem_primeira_norma", {"norms": (False, True)}, share=0.7),
    known("sem_segunda_norma", {"norms": (True, False)}, share=0.7),
    Slip(
        "norma_por_coluna",
        {"norm": "tokens"},
        "A normalização foi feita ao longo dos tokens (colunas); ela é feita em cada token (linhas).",
        "Use a layer_norm dada, ou confira o eixo da média e da variância.",
        share=0.5,
    ),
    Slip(
        "norma_da_matriz_inteira",
        {"norm": "whole"},
        "A normalização usou a média e a variância da matriz inteira; elas são de cada linha.",
        "Use a layer_norm dada, ou confira axis e keepdims.",
        share=0.5,
    ),
    known("norma_com_variancia_amostral", {"ddof": 1}, share=0.8, hint="Use a layer_norm dada, que divide por n."),
    known("norma_sem_raiz", {"norm": "variance"}, share=0.6, hint="Use a layer_norm dada, ou confira o denominador."),
    known("norma_so_centraliza", {"norm": "centre"}, share=0.5, hint="Use a layer_norm dada, ou confira a fórmula."),
    Slip(
        "norma_so_escala",
        {"norm": "scale"},
        "A normalização só dividiu pelo desvio padrão; faltou subtrair a média.",
        "Use a layer_norm dada, ou confira a fórmula.",
        share=0.6,
    ),
    Slip(
        "softmax_como_norma",
        {"norm": "softmax"},
        "A softmax foi usada no lugar da normalização.",
        "Depois da normalização, cada linha tem média 0 e variância 1.",
        share=0.3,
    ),
)
