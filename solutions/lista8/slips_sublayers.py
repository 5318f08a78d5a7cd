"""Slips in what the sublayers of an encoder layer get and do. What the student reads is pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

SUBLAYERS = (
    Slip(
        "devolve_x",
        {"order": "none"},
        "A função devolveu o próprio x, sem transformá-lo.",
        "Quais são as duas subcamadas de uma camada do encoder?",
    ),
    Slip(
        "so_normaliza",
        {"order": "norm"},
        "A função só normalizou x: nem a atenção nem a feed-forward entram no resultado.",
        "Quais são as duas subcamadas de uma camada do encoder?",
    ),
    Slip(
        "sem_feed_forward",
        {"network_input": "none"},
        "Faltou a segunda subcamada: a rede feed-forward com a sua soma e normalização.",
        "Uma camada do encoder tem duas subcamadas. Qual delas está no seu código?",
        share=0.4,
    ),
    Slip(
        "feed_forward_de_x",
        {"network_input": "x"},
        "A rede feed-forward recebeu o x original; ela recebe a saída da primeira “Add & Norm”.",
        "Siga as setas do desenho da camada, de baixo para cima.",
        share=0.6,
    ),
    Slip(
        "feed_forward_sem_norma",
        {"network_input": "total"},
        "A rede feed-forward recebeu a soma ainda não normalizada.",
        "Siga as setas do desenho da camada: o que vem entre a soma e a feed-forward?",
        share=0.7,
    ),
    Slip(
        "feed_forward_da_atencao",
        {"network_input": "attention"},
        "A rede feed-forward recebeu a saída da atenção, antes da primeira “Add & Norm”.",
        "Siga as setas do desenho da camada, de baixo para cima.",
        share=0.6,
    ),
    Slip(
        "feed_forward_duas_vezes",
        {"network_input": "twice"},
        "A rede feed-forward foi aplicada duas vezes.",
        "Cada camada tem uma só rede feed-forward.",
        share=0.6,
    ),
    known(
        "sem_relu",
        {"activation": "none"},
        share=0.6,
        hint="Use a feed_forward dada, ou compare a sua com ela, linha a linha.",
    ),
    Slip(
        "sem_atencao",
        {"attended": "none"},
        "Faltou a primeira subcamada: a saída da atenção não entra no resultado.",
        "Uma camada do encoder tem duas subcamadas. Qual delas está no seu código?",
        share=0.2,
    ),
    Slip(
        "atencao_duas_vezes",
        {"attended": "twice"},
        "A atenção foi aplicada duas vezes.",
        "Cada camada tem uma só autoatenção.",
        share=0.6,
    ),
    Slip(
        "wo_esquecida",
        {"output": "none"},
        "A matriz Wo não foi usada: a saída da atenção entrou na soma sem voltar ao tamanho do embedding.",
        "Escreva os formatos da saída da atenção e de x. O que permite somá-los?",
    ),
    Slip(
        "wo_transposta",
        {"output": "transposed"},
        "Wo foi transposta; ela já vem no formato (d_k, d_model).",
        "Escreva os formatos da saída da atenção e de Wo. É preciso transpor?",
    ),
)
