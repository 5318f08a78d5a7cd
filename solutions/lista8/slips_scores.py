"""Slips on the way to the scores: their scale, and which matrix takes which role. What the student reads is pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

SCALE = (
    known("escala_sqrt_d_model", {"scale": "d_model"}, share=0.7),
    known("sem_escala", {"scale": "none"}, share=0.6),
    known("escala_sqrt_n", {"scale": "n"}, share=0.6),
    Slip(
        "escala_d_k",
        {"scale": "linear"},
        "Os produtos foram divididos por d_k; faltou a raiz quadrada.",
        "Reveja o denominador da equação da atenção.",
        share=0.6,
    ),
    known("escala_raiz_dupla", {"scale": "double root"}, share=0.6),
    known("escala_invertida", {"scale": "inverse"}, share=0.5),
    Slip(
        "escala_depois_da_softmax",
        {"scale": "after"},
        "A divisão por √d_k veio depois da softmax; ela deve vir antes.",
        "Depois da softmax cada linha já soma 1. O que acontece se você a dividir?",
        share=0.4,
    ),
    known("escala_fixa_8", {"scale": "8"}, share=0.6),
    Slip(
        "escala_fixa_64",
        {"scale": "64"},
        "Os produtos foram divididos por 64, qualquer que seja d_k.",
        "No artigo ilustrado, d_k = 64 e o divisor é a sua raiz. Calcule-o a partir das matrizes recebidas.",
        share=0.6,
    ),
    Slip(
        "escala_raiz_8",
        {"scale": "root 8"},
        "Os produtos foram divididos por √8, qualquer que seja d_k.",
        "8 é o tamanho do embedding no exemplo. O divisor depende das matrizes recebidas.",
        share=0.6,
    ),
    Slip(
        "escala_raiz_3",
        {"scale": "root 3"},
        "Os produtos foram divididos por √3, qualquer que seja d_k.",
        "3 é o d_k do exemplo. Calcule o valor a partir das matrizes recebidas.",
        share=0.6,
    ),
)

ROLES = (
    Slip(
        "ignora_as_matrizes",
        {"projection": "X"},
        "As matrizes query, key e value não foram usadas: Q, K e V são o próprio X.",
        "Cada token tem três papéis, e cada papel tem a sua matriz.",
    ),
    Slip(
        "escores_de_X",
        {"roles": "XXV"},
        "Os escores foram calculados com o próprio X: são X Xᵀ, e query e key não foram usadas.",
        "O que as matrizes query e key fazem na sua função?",
        share=0.2,
    ),
    Slip(
        "soma_X_em_vez_de_V",
        {"roles": "QKX"},
        "Os pesos foram aplicados a X, e não a V.",
        "O que a matriz value faz na sua função?",
        share=0.3,
    ),
    known("soma_K_em_vez_de_V", {"roles": "QKK"}, share=0.3),
    Slip(
        "soma_Q_em_vez_de_V",
        {"roles": "QKQ"},
        "Os pesos foram aplicados a Q, e não a V.",
        "Perguntas e chaves decidem os pesos. O que é somado com eles?",
        share=0.3,
    ),
    Slip(
        "K_no_papel_de_Q",
        {"roles": "KKV"},
        "As consultas não foram usadas: os escores são K Kᵀ.",
        "Quem pergunta e quem responde em cada escore?",
        share=0.3,
    ),
    Slip(
        "Q_no_papel_de_K",
        {"roles": "QQV"},
        "As chaves não foram usadas: os escores são Q Qᵀ.",
        "Quem pergunta e quem responde em cada escore?",
        share=0.3,
    ),
    known("Q_e_K_trocados", {"roles": "KQV"}, share=0.6),
    Slip(
        "K_e_V_trocados",
        {"roles": "QVK"},
        "Os papéis de K e V foram trocados.",
        "Quais duas matrizes decidem os pesos, e qual é somada com eles?",
        share=0.4,
    ),
    Slip(
        "Q_e_V_trocados",
        {"roles": "VKQ"},
        "Os papéis de Q e V foram trocados.",
        "Quais duas matrizes decidem os pesos, e qual é somada com eles?",
        share=0.4,
    ),
    Slip(
        "mesma_matriz_para_todos",
        {"projection": "all query"},
        "A mesma matriz (query) foi usada para Q, K e V.",
        "A função recebe três matrizes diferentes. Onde cada uma entra?",
        share=0.2,
    ),
    Slip(
        "mesma_matriz_key",
        {"projection": "all key"},
        "A mesma matriz (key) foi usada para Q, K e V.",
        "A função recebe três matrizes diferentes. Onde cada uma entra?",
        share=0.2,
    ),
    Slip(
        "mesma_matriz_value",
        {"projection": "all value"},
        "A mesma matriz (value) foi usada para Q, K e V.",
        "A função recebe três matrizes diferentes. Onde cada uma entra?",
        share=0.2,
    ),
)

# These have a result on square inputs alone, or on batches; on others the code stops with an error.
SHAPES = (
    Slip(
        "transposta_esquecida",
        {"transpose": "none"},
        "Faltou transpor K: a conta foi Q K (em numpy, transpose(-2, -1) não troca os eixos de uma matriz).",
        "Escreva os formatos de Q e de K. Em que ordem devem estar para que o produto seja (n, n)?",
    ),
    Slip(
        "transposta_de_tres_eixos",
        {"transpose": "batch"},
        "K foi transposta com três eixos, como em um lote de frases; aqui K é uma só matriz.",
        "Quantos eixos tem K? Como se transpõe uma matriz em numpy?",
    ),
    Slip(
        "pesos_a_esquerda",
        {"side": "left"},
        "As projeções foram escritas como W X; com um token por linha, são X W.",
        "Escreva os formatos de X e de query. Qual produto existe para quaisquer tamanhos?",
    ),
    Slip(
        "pesos_transpostos",
        {"side": "transposed"},
        "As matrizes de pesos foram transpostas (X Wᵀ); aqui elas já vêm prontas para X W.",
        "Escreva os formatos de X e de query. É preciso transpor?",
    ),
    Slip(
        "value_sem_projetar",
        {"raw_value": True},
        "query e key foram projetadas (X W), mas value foi usada diretamente, como se já fosse V.",
        "As três matrizes têm o mesmo formato. O tratamento de value deve ser diferente?",
    ),
)
