"""Slips from the scores to the output: softmax, masks, products, what is returned. What the student reads is pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

SOFTMAX = (
    known("softmax_nas_colunas", {"normalise": "columns"}, share=0.3),
    known("softmax_na_matriz_inteira", {"normalise": "whole"}, share=0.3),
    known("sem_softmax", {"normalise": "none"}, share=0.2),
    known("razao_sem_exponencial", {"normalise": "ratio"}, share=0.2),
    known("exponencial_sem_normalizar", {"normalise": "exp"}, share=0.2),
    known("maximo_so_no_numerador", {"normalise": "shifted numerator"}, share=0.3),
    Slip(
        "softmax_duas_vezes",
        {"normalise": "twice"},
        "A softmax foi aplicada duas vezes.",
        "Confira se a variável já guarda os pesos quando você chama a softmax.",
        share=0.4,
    ),
    Slip(
        "sigmoide_em_vez_de_softmax",
        {"normalise": "sigmoid"},
        "Os escores passaram por uma sigmoide; a equação pede a softmax.",
        "Os pesos de um token devem competir entre si: o que faz cada linha somar 1?",
        share=0.2,
    ),
    Slip(
        "softmax_em_Q",
        {"early_softmax": "Q"},
        "A softmax foi aplicada a Q, antes do produto com Kᵀ, e não aos escores.",
        "Em que ponto da equação aparece a softmax, e o que está dentro dela?",
        share=0.2,
    ),
    Slip(
        "softmax_em_K",
        {"early_softmax": "K"},
        "A softmax foi aplicada a K, antes do produto com Q, e não aos escores.",
        "Em que ponto da equação aparece a softmax, e o que está dentro dela?",
        share=0.2,
    ),
    Slip(
        "softmax_em_Q_e_K",
        {"early_softmax": "QK"},
        "A softmax foi aplicada a Q e a K, e não aos escores.",
        "Em que ponto da equação aparece a softmax, e o que está dentro dela?",
        share=0.2,
    ),
    Slip(
        "mascara_causal",
        {"normalise": "causal"},
        "Foi aplicada uma máscara causal: cada token só vê os anteriores. No encoder, todos veem todos.",
        "Em qual das duas pilhas, encoders ou decoders, o futuro precisa ficar escondido?",
        share=0.4,
    ),
    Slip(
        "mascara_invertida",
        {"normalise": "future"},
        "Foi aplicada uma máscara que só deixa ver os tokens seguintes. No encoder, todos veem todos.",
        "Em qual das duas pilhas, encoders ou decoders, há uma máscara?",
        share=0.3,
    ),
    Slip(
        "mascara_com_zeros",
        {"normalise": "causal zeros"},
        "Os escores dos tokens seguintes foram trocados por zero, como uma máscara. No encoder não há máscara.",
        "Em qual das duas pilhas há uma máscara? E, se houvesse, quanto vale e⁰?",
        share=0.3,
    ),
    Slip(
        "mascara_depois_da_softmax",
        {"normalise": "causal after"},
        "Os pesos dos tokens seguintes foram zerados depois da softmax. No encoder, todos os tokens veem todos.",
        "Depois de zerar pesos, quanto soma cada linha? E há motivo para máscara no encoder?",
        share=0.3,
    ),
)

OUTPUT = (
    Slip(
        "atencao_transposta",
        {"combine": "A.T V"},
        "V foi multiplicada pela transposta da matriz de atenção.",
        "A linha i dos pesos pertence ao token i. Em que ordem e de que lado ela multiplica V?",
        share=0.4,
    ),
    Slip(
        "produto_elemento_a_elemento",
        {"transpose": "element", "combine": "element"},
        "Os produtos foram feitos elemento a elemento (*), e não como produtos de matrizes.",
        "Qual é a diferença entre * e @ (ou matmul) em numpy?",
    ),
    Slip(
        "V_vezes_A",
        {"combine": "VA"},
        "O último produto foi V A; a equação diz A V.",
        "Escreva os formatos de V e da matriz de pesos. Qual produto existe para quaisquer tamanhos?",
    ),
    known("devolve_os_pesos", {"returns": "weights"}),
    Slip(
        "devolve_os_scores",
        {"returns": "scores"},
        "A função devolveu os escores Q Kᵀ / √d_k; faltam a softmax e a soma ponderada de V.",
        "Compare o seu código com os passos da autoatenção no artigo ilustrado, um a um.",
    ),
    Slip(
        "devolve_V",
        {"returns": "V"},
        "A função devolveu V, sem os pesos de atenção.",
        "Onde os escores entram na sua saída?",
    ),
    Slip(
        "saida_transposta",
        {"returns": "transposed"},
        "A saída veio transposta: os tokens estão nas colunas.",
        "Cada linha de X é um token. E cada linha da saída?",
    ),
)
