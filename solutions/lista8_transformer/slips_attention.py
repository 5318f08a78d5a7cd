"""Slips of questions 1 to 3 in the attention itself: softmax, scale, roles, mask. What the student reads is pt-BR."""

from autograder.rubric import Slip

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
    Slip(
        "softmax_nas_colunas",
        {"normalise": "columns"},
        "A softmax foi aplicada ao penúltimo eixo: quem soma 1 são as colunas.",
        "Cada linha da matriz de atenção pertence a um token que pergunta. Qual eixo deve somar 1?",
        share=0.3,
    ),
    Slip(
        "softmax_na_matriz_inteira",
        {"normalise": "whole"},
        "A softmax usou todos os números de uma vez: só a soma de tudo é 1.",
        "Diga à soma em que eixo somar, e use keepdims=True.",
        share=0.3,
    ),
    Slip(
        "maximo_so_no_numerador",
        {"normalise": "shifted numerator"},
        "O máximo foi subtraído no numerador, mas não no denominador.",
        "A mesma exponencial deve aparecer em cima e embaixo da fração.",
        share=0.3,
    ),
    Slip(
        "exponencial_sem_normalizar",
        {"normalise": "exp"},
        "A exponencial foi calculada, mas faltou dividir pela soma.",
        "Escreva a definição da softmax e compare com o seu código, termo a termo.",
        share=0.2,
    ),
    Slip(
        "razao_sem_exponencial",
        {"normalise": "ratio"},
        "Os números foram divididos pela sua soma, mas sem a exponencial.",
        "Escreva a definição da softmax e compare com o seu código, termo a termo.",
        share=0.2,
    ),
    Slip(
        "logaritmo_da_softmax",
        {"normalise": "log"},
        "O resultado é o logaritmo da softmax.",
        "Os pesos de atenção são positivos e somam 1.",
        share=0.3,
    ),
)


SCALE = (
    Slip(
        "escala_sqrt_d_model",
        {"scale": "d_model"},
        "Os produtos foram divididos por √d_model; dentro de uma cabeça os vetores têm tamanho depth.",
        "Qual é o comprimento dos vetores que entram em cada produto interno?",
        share=0.7,
    ),
    Slip(
        "sem_escala",
        {"scale": "none"},
        "Faltou dividir os produtos Q Kᵀ por √depth antes da softmax.",
        "Reveja o passo entre o produto interno e a softmax.",
        share=0.6,
    ),
    Slip(
        "escala_depth",
        {"scale": "linear"},
        "Os produtos foram divididos por depth; faltou a raiz quadrada.",
        "Reveja o denominador da equação da atenção.",
        share=0.6,
    ),
    Slip(
        "escala_raiz_dupla",
        {"scale": "double root"},
        "A raiz quadrada foi tirada duas vezes.",
        "Talvez a variável já guarde √depth quando você tira a raiz de novo.",
        share=0.6,
    ),
    Slip(
        "escala_invertida",
        {"scale": "inverse"},
        "Os produtos foram multiplicados por √depth; a equação divide.",
        "A escala existe para que os escores não cresçam com depth.",
        share=0.5,
    ),
    Slip(
        "escala_sqrt_n",
        {"scale": "n"},
        "Os produtos foram divididos pela raiz do número de tokens, e não por √depth.",
        "Confira em que eixo de Q está o tamanho dos vetores: é o último.",
        share=0.6,
    ),
    Slip(
        "escala_fixa_8",
        {"scale": "64"},
        "Os produtos foram divididos por 8, qualquer que seja depth.",
        "O artigo ilustrado divide por 8 porque lá o vetor tem 64 números. Calcule o valor a partir de Q.",
        share=0.6,
    ),
)


WEIGHING = (
    *SOFTMAX[1:],
    Slip(
        "sem_softmax",
        {"normalise": "none"},
        "Faltou a softmax: os escores foram usados diretamente como pesos.",
        "Pesos de atenção são positivos e cada linha soma 1.",
        share=0.2,
    ),
)


ROLES = (
    Slip(
        "soma_K_em_vez_de_V",
        {"places": "QKK"},
        "Os pesos foram aplicados a K, e não a V.",
        "Perguntas e chaves decidem os pesos. O que é somado com eles?",
        share=0.3,
    ),
    Slip(
        "devolve_os_pesos",
        {"returns": "weights"},
        "A função devolveu (ou devolveu primeiro) a matriz de atenção; a saída é essa matriz vezes V.",
        "A saída tem uma linha por consulta: uma soma ponderada de quê?",
    ),
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
