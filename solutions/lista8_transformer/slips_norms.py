"""Slips of questions 7 and 9 around the sublayers: residuals, norms, order. What the student reads is pt-BR."""

from autograder.rubric import Slip

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
    Slip(
        "norma_com_variancia_amostral",
        {"norm": "sample"},
        "A normalização dividiu por n - 1 ao calcular a variância (ddof=1).",
        "np.var divide por n se nada for dito.",
        share=0.7,
    ),
    Slip(
        "norma_sem_raiz",
        {"norm": "variance"},
        "A normalização dividiu pela variância; faltou a raiz quadrada.",
        "Confira o denominador.",
        share=0.6,
    ),
    Slip(
        "norma_so_centraliza",
        {"norm": "centre"},
        "A normalização só subtraiu a média; faltou dividir pelo desvio padrão.",
        "Confira a fórmula.",
        share=0.5,
    ),
)


RESIDUALS = (
    Slip(
        "pre_ln",
        {"place": "pre"},
        "A normalização veio antes de cada subcamada (pre-LN); aqui ela vem depois da soma (post-LN).",
        "Cada subcamada termina em LN(entrada + saída).",
        share=0.7,
    ),
    Slip(
        "norma_antes_da_soma",
        {"place": "inner"},
        "A saída de cada subcamada foi normalizada antes da soma com a entrada; é o contrário.",
        "Cada subcamada termina em LN(entrada + saída).",
        share=0.6,
    ),
    Slip(
        "uma_so_norma_no_fim",
        {"place": "end"},
        "Há uma só normalização, no fim; cada subcamada tem a sua.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
    Slip(
        "sem_residuais",
        {"residuals": (0, 0, 0)},
        "Faltaram as conexões residuais: a entrada de cada subcamada é somada à sua saída.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.4,
    ),
    Slip(
        "sem_primeira_residual",
        {"residuals": (0, 1, 1)},
        "Faltou a primeira conexão residual, em volta da autoatenção.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
    Slip(
        "sem_segunda_residual",
        {"residuals": (1, 0, 1)},
        "Faltou a segunda conexão residual.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
    Slip(
        "sem_normas",
        {"norms": (0, 0, 0)},
        "Faltou a normalização: layer_norm não foi usada.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.4,
    ),
    Slip(
        "sem_primeira_norma",
        {"norms": (0, 1, 1)},
        "Faltou a primeira normalização, depois da autoatenção.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
    Slip(
        "sem_segunda_norma",
        {"norms": (1, 0, 1)},
        "Faltou a segunda normalização.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
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
