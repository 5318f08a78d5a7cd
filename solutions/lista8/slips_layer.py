"""Slips in the order, the sums and the norms of an encoder layer. What the student reads is pt-BR."""

from autograder.rubric import Slip

ORDER = (
    Slip(
        "pre_ln",
        {"order": "pre"},
        "A normalização foi aplicada antes de cada subcamada (pre-LN); o artigo normaliza depois da soma (post-LN).",
        "No artigo, cada subcamada termina em LayerNorm(x + Subcamada(x)).",
    ),
    Slip(
        "pre_ln_com_norma_final",
        {"order": "pre and last"},
        "A normalização veio antes de cada subcamada (pre-LN), com mais uma no fim; no artigo ela vem depois da soma.",
        "No artigo, cada subcamada termina em LayerNorm(x + Subcamada(x)).",
    ),
    Slip(
        "norma_antes_da_soma",
        {"order": "inner"},
        "A saída de cada subcamada foi normalizada antes da soma com a entrada; o artigo soma e depois normaliza.",
        "No desenho da camada, em que ordem aparecem “Add” e “Norm”?",
    ),
    Slip(
        "uma_so_soma_e_norma",
        {"order": "single"},
        "Há uma só soma residual e uma só normalização em volta de tudo; cada subcamada tem as suas.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
    ),
    Slip(
        "subcamadas_em_paralelo",
        {"order": "parallel"},
        "A atenção e a feed-forward receberam o mesmo x, em paralelo, com uma só soma e normalização.",
        "De onde vem a entrada da segunda subcamada?",
    ),
    Slip(
        "subcamadas_trocadas",
        {"order": "swapped"},
        "A rede feed-forward veio antes da atenção; a ordem é atenção e depois feed-forward.",
        "Siga as setas do desenho da camada, de baixo para cima.",
    ),
)

RESIDUALS = (
    Slip(
        "sem_residuais",
        {"residuals": (False, False)},
        "Faltaram as duas conexões residuais: a entrada de cada subcamada deve ser somada à sua saída.",
        "O que quer dizer “Add” em “Add & Norm”?",
    ),
    Slip(
        "sem_primeira_residual",
        {"residuals": (False, True)},
        "Faltou a primeira conexão residual: somar x à saída da atenção.",
        "O que quer dizer “Add” na primeira caixa “Add & Norm”?",
    ),
    Slip(
        "sem_segunda_residual",
        {"residuals": (True, False)},
        "Faltou a segunda conexão residual: somar a entrada da feed-forward à sua saída.",
        "O que quer dizer “Add” na segunda caixa “Add & Norm”?",
    ),
    Slip(
        "segunda_residual_de_x",
        {"second_residual": "x"},
        "A segunda soma residual usou o x original; ela soma a entrada da própria feed-forward.",
        "De onde sai a seta que contorna a rede feed-forward?",
    ),
    Slip(
        "segunda_residual_sem_norma",
        {"second_residual": "total"},
        "A segunda soma residual usou a soma ainda não normalizada; ela usa a entrada da própria feed-forward.",
        "De onde sai a seta que contorna a rede feed-forward?",
    ),
)

NORMS = (
    Slip(
        "sem_normas",
        {"norms": (False, False)},
        "Faltou a normalização: layer_norm não foi usada.",
        "O que quer dizer “Norm” em “Add & Norm”?",
    ),
    Slip(
        "sem_primeira_norma",
        {"norms": (False, True)},
        "Faltou a primeira normalização, depois da soma com a saída da atenção.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
    ),
    Slip(
        "sem_segunda_norma",
        {"norms": (True, False)},
        "Faltou a segunda normalização, depois da soma com a saída da feed-forward.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
    ),
    Slip(
        "norma_por_coluna",
        {"norm": "tokens"},
        "A normalização foi feita ao longo dos tokens (colunas); ela é feita em cada token (linhas).",
        "Use a layer_norm dada, ou confira o eixo da média e da variância.",
    ),
    Slip(
        "norma_da_matriz_inteira",
        {"norm": "whole"},
        "A normalização usou a média e a variância da matriz inteira; elas são de cada linha.",
        "Use a layer_norm dada, ou confira axis e keepdims.",
    ),
    Slip(
        "norma_com_variancia_amostral",
        {"ddof": 1},
        "A normalização dividiu por n - 1 ao calcular a variância (ddof=1).",
        "Use a layer_norm dada, que divide por n.",
    ),
    Slip(
        "norma_sem_raiz",
        {"norm": "variance"},
        "A normalização dividiu pela variância; faltou a raiz quadrada.",
        "Use a layer_norm dada, ou confira o denominador.",
    ),
    Slip(
        "norma_so_centraliza",
        {"norm": "centre"},
        "A normalização só subtraiu a média; faltou dividir pelo desvio padrão.",
        "Use a layer_norm dada, ou confira a fórmula.",
    ),
    Slip(
        "norma_so_escala",
        {"norm": "scale"},
        "A normalização só dividiu pelo desvio padrão; faltou subtrair a média.",
        "Use a layer_norm dada, ou confira a fórmula.",
    ),
    Slip(
        "softmax_como_norma",
        {"norm": "softmax"},
        "A softmax foi usada no lugar da normalização.",
        "Depois da normalização, cada linha tem média 0 e variância 1.",
    ),
)
