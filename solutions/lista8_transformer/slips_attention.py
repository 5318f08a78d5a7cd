"""Slips of questions 1 to 3 in the attention itself: softmax, scale, roles, mask. What the student reads is pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

SOFTMAX = (
    Slip(
        "sem_subtrair_o_maximo",
        {"normalise": "bare"},
        "A softmax está certa para números pequenos, mas estoura (nan) com números grandes.",
        "Subtraia de x o seu máximo, no último eixo e com keepdims=True, antes da exponencial.",
        share=0.6,
    ),
    Slip(
        "softmax_no_primeiro_eixo",
        {"normalise": "first"},
        "A softmax foi aplicada ao primeiro eixo; ela deve ser aplicada ao último.",
        "axis=-1 é sempre o último eixo, qualquer que seja o número de eixos.",
        share=0.3,
    ),
    known("softmax_nas_colunas", {"normalise": "columns"}, share=0.3),
    known("softmax_na_matriz_inteira", {"normalise": "whole"}, share=0.3),
    known("maximo_so_no_numerador", {"normalise": "shifted numerator"}, share=0.3),
    known("exponencial_sem_normalizar", {"normalise": "exp"}, share=0.2),
    known("razao_sem_exponencial", {"normalise": "ratio"}, share=0.2),
    Slip(
        "logaritmo_da_softmax",
        {"normalise": "log"},
        "O resultado é o logaritmo da softmax.",
        "Os pesos de atenção são positivos e somam 1.",
        share=0.3,
    ),
)


SCALE = (
    known(
        "escala_sqrt_d_model",
        {"scale": "d_model"},
        share=0.7,
        hint="Dentro de uma cabeça, qual é o comprimento dos vetores de cada produto interno?",
        d_k="depth",
    ),
    known("sem_escala", {"scale": "none"}, share=0.6, d_k="depth"),
    Slip(
        "escala_depth",
        {"scale": "linear"},
        "Os produtos foram divididos por depth; faltou a raiz quadrada.",
        "Reveja o denominador da equação da atenção.",
        share=0.6,
    ),
    known("escala_raiz_dupla", {"scale": "double root"}, share=0.6, d_k="depth"),
    known("escala_invertida", {"scale": "inverse"}, share=0.5, d_k="depth"),
    known("escala_sqrt_n", {"scale": "n"}, share=0.6, d_k="depth"),
    known("escala_fixa_8", {"scale": "64"}, share=0.6, d_k="depth"),
)


WEIGHING = (
    *SOFTMAX[1:],
    known("sem_softmax", {"normalise": "none"}, share=0.2),
)


ROLES = (
    known("soma_K_em_vez_de_V", {"places": "QKK"}, share=0.3),
    known("devolve_os_pesos", {"returns": "weights"}),
    Slip(
        "devolve_os_escores",
        {"returns": "scores"},
        "A função devolveu os escores; faltam a softmax e a soma ponderada de V.",
        "Compare o seu código com a equação, passo a passo.",
    ),
)


MASKING = (
    Slip(
        "mascara_invertida",
        {"masking": "inverted"},
        "A máscara foi usada ao contrário: ficou escondido justamente o que era permitido ver.",
        "True quer dizer que pode olhar. Onde entra o número muito negativo, e com que sinal?",
        share=0.5,
    ),
    Slip(
        "mascara_ignorada",
        {"masking": "ignored"},
        "A máscara foi recebida, mas não usada.",
        "O que a sua função faz quando mask não é None?",
        share=0.2,
    ),
    Slip(
        "mascara_depois_da_softmax",
        {"masking": "after"},
        "A máscara foi aplicada depois da softmax: os pesos que sobram já não somam 1.",
        "Para que o peso seja zero e os outros somem 1, o que o escore deve ser antes da softmax?",
        share=0.4,
    ),
    Slip(
        "mascara_com_zeros",
        {"masking": "zeros"},
        "Os escores escondidos viraram zero; exp(0) é 1, e o token continua a receber peso.",
        "Que número tem exponencial zero?",
        share=0.4,
    ),
    Slip(
        "mascara_somada",
        {"masking": "added"},
        "A máscara foi somada aos escores como 0 e 1.",
        "A máscara diz onde é permitido olhar. O que deve acontecer com o escore onde não é?",
        share=0.3,
    ),
)
