"""Slips of questions 7 and 9 around the sublayers: residuals, norms, order. What the student reads is pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

NORM = (
    Slip(
        "norma_por_token_errado",
        {"norm": "tokens"},
        "A normalização foi feita ao longo dos tokens; ela é feita em cada token, no último eixo.",
        "Confira o eixo da média e da variância.",
        share=0.4,
    ),
    Slip(
        "norma_no_lote",
        {"norm": "batch"},
        "A normalização foi feita no primeiro eixo; ela é feita em cada token, no último eixo.",
        "Confira o eixo da média e da variância.",
        share=0.4,
    ),
    Slip(
        "norma_de_tudo",
        {"norm": "whole"},
        "A normalização usou a média e a variância de todos os números; elas são de cada token.",
        "Confira axis e keepdims.",
        share=0.4,
    ),
    known("norma_com_variancia_amostral", {"norm": "sample"}, share=0.7),
    known("norma_sem_raiz", {"norm": "variance"}, share=0.6),
    known("norma_so_centraliza", {"norm": "centre"}, share=0.5),
)


RESIDUALS = (
    known("pre_ln", {"place": "pre"}, share=0.7),
    known("norma_antes_da_soma", {"place": "inner"}, share=0.6),
    Slip(
        "uma_so_norma_no_fim",
        {"place": "end"},
        "Há uma só normalização, no fim; cada subcamada tem a sua.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
    known("sem_residuais", {"residuals": (0, 0, 0)}, share=0.4),
    known("sem_primeira_residual", {"residuals": (0, 1, 1)}, share=0.6),
    known("sem_segunda_residual", {"residuals": (1, 0, 1)}, share=0.6),
    known("sem_normas", {"norms": (0, 0, 0)}, share=0.4),
    known("sem_primeira_norma", {"norms": (0, 1, 1)}, share=0.6),
    known("sem_segunda_norma", {"norms": (1, 0, 1)}, share=0.6),
    Slip(
        "residual_de_x",
        {"source": "x"},
        "As somas residuais usaram sempre o x original; cada uma soma a entrada da sua própria subcamada.",
        "De onde sai a seta que contorna cada subcamada?",
        share=0.6,
    ),
)


SUBLAYERS = (
    Slip(
        "subcamadas_trocadas",
        {"sequence": ("network", "attention")},
        "A rede feed-forward veio antes da atenção.",
        "A ordem é atenção e depois feed-forward.",
        share=0.4,
    ),
    Slip(
        "sem_subcamada_da_rede",
        {"sequence": ("attention",)},
        "Faltou a subcamada da rede feed-forward.",
        "Uma camada do encoder tem duas subcamadas.",
        share=0.4,
    ),
    Slip(
        "sem_subcamada_de_atencao",
        {"sequence": ("network",)},
        "Faltou a subcamada da atenção.",
        "Uma camada do encoder tem duas subcamadas.",
        share=0.3,
    ),
)
