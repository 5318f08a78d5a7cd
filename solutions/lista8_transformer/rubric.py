"""The checks of the challenge, question by question. Each docstring is the sentence that the student reads."""

from autograder.rubric import AnswerKey
from solutions.lista8_transformer import misconceptions
from solutions.lista8_transformer.rubric_functions import q1_valores, q2_mascara, q2_pesos, q2_valores
from solutions.lista8_transformer.rubric_heads import q3_cabecas, q3_construcao, q3_divisao, q3_valores, q4_valores
from solutions.lista8_transformer.rubric_layers import q5_permutacao, q5_valores, q6_camadas, q6_embedding, q6_valores
from solutions.lista8_transformer.rubric_original import (
    q7_norma,
    q7_valores,
    q8_mascara,
    q8_posicoes,
    q9_causalidade,
    q9_valores,
)

KEY = AnswerKey(
    checks=(
        q1_valores,
        q2_pesos,
        q2_valores,
        q2_mascara,
        q3_construcao,
        q3_divisao,
        q3_cabecas,
        q3_valores,
        q4_valores,
        q5_permutacao,
        q5_valores,
        q6_embedding,
        q6_camadas,
        q6_valores,
        q7_norma,
        q7_valores,
        q8_posicoes,
        q8_mascara,
        q9_causalidade,
        q9_valores,
    ),
    slips=misconceptions.SLIPS,
    check_prefix=misconceptions.CHECK_PREFIX,
    submission=misconceptions.submission,
)
