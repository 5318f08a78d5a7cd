"""What a student reads of the slips that can be made in either homework; pt-BR. A key says what they cost there."""

from collections.abc import Mapping
from typing import Any

from autograder.rubric import Slip

_BOXES = "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?"
_DEFINITION = "Escreva a definição da softmax e compare com o seu código, termo a termo."
_TEXTS = {  # name: sentence, hint; {d_k} is what the homework calls the size of a key
    "escala_sqrt_d_model": (
        "Os produtos foram divididos por √d_model, o tamanho do embedding, e não por √{d_k}.",
        "Qual é o comprimento dos vetores que entram em cada produto interno de Q Kᵀ?",
    ),
    "sem_escala": (
        "Faltou dividir os produtos Q Kᵀ por √{d_k} antes da softmax.",
        "Reveja o passo em que os escores são divididos, entre o produto interno e a softmax.",
    ),
    "escala_sqrt_n": (
        "Os produtos foram divididos pela raiz do número de tokens, e não por √{d_k}.",
        "Confira em que eixo está o tamanho dos vetores: é o último.",
    ),
    "escala_raiz_dupla": (
        "A raiz quadrada foi tirada duas vezes: os produtos foram divididos por {d_k} elevado a 1/4.",
        "Talvez a variável já guarde √{d_k} quando você tira a raiz de novo.",
    ),
    "escala_invertida": (
        "Os produtos foram multiplicados por √{d_k}; a equação divide.",
        "A escala existe para que os escores não cresçam com {d_k}.",
    ),
    "escala_fixa_8": (
        "Os produtos foram divididos por 8, qualquer que seja {d_k}.",
        "O artigo ilustrado divide por 8 porque lá {d_k} = 64. Calcule o valor a partir das matrizes recebidas.",
    ),
    "soma_K_em_vez_de_V": (
        "Os pesos foram aplicados a K, e não a V.",
        "Perguntas e chaves decidem os pesos. O que é somado com eles?",
    ),
    "Q_e_K_trocados": (
        "Os papéis de Q e K foram trocados: os escores são K Qᵀ.",
        "Cada linha da matriz de atenção pertence a uma consulta.",
    ),
    "softmax_nas_colunas": (
        "A softmax foi aplicada às colunas: quem soma 1 são as colunas, não as linhas.",
        "Cada linha da matriz de atenção pertence a um token que pergunta. Qual eixo deve somar 1?",
    ),
    "softmax_na_matriz_inteira": (
        "A softmax foi aplicada à matriz inteira: todos os números juntos somam 1.",
        "Sem um eixo (axis), a soma e scipy.special.softmax usam todos os elementos de uma vez.",
    ),
    "sem_softmax": (
        "Faltou a softmax: os escores foram usados diretamente como pesos.",
        "Pesos de atenção são positivos e cada linha soma 1.",
    ),
    "razao_sem_exponencial": (
        "Os números foram divididos pela sua soma, mas sem a exponencial: isso não é a softmax.",
        _DEFINITION,
    ),
    "exponencial_sem_normalizar": (
        "A exponencial foi calculada, mas faltou dividir pela soma.",
        _DEFINITION,
    ),
    "maximo_so_no_numerador": (
        "Na softmax, o máximo foi subtraído no numerador, mas não no denominador.",
        "A mesma exponencial deve aparecer em cima e embaixo da fração.",
    ),
    "devolve_os_pesos": (
        "A função devolveu (ou devolveu primeiro) a matriz de atenção; a saída é essa matriz vezes V.",
        "A saída tem uma linha por consulta: uma soma ponderada de quê?",
    ),
    "pre_ln": (
        "A normalização foi aplicada antes de cada subcamada (pre-LN); o artigo normaliza depois da soma (post-LN).",
        "No artigo, cada subcamada termina em LayerNorm(x + Subcamada(x)).",
    ),
    "norma_antes_da_soma": (
        "A saída de cada subcamada foi normalizada antes da soma com a entrada; o artigo soma e depois normaliza.",
        "No desenho da camada, em que ordem aparecem “Add” e “Norm”?",
    ),
    "sem_residuais": (
        "Faltaram as conexões residuais: a entrada de cada subcamada deve ser somada à sua saída.",
        "O que quer dizer “Add” em “Add & Norm”?",
    ),
    "sem_primeira_residual": (
        "Faltou a primeira conexão residual: somar x à saída da atenção.",
        "O que quer dizer “Add” na primeira caixa “Add & Norm”?",
    ),
    "sem_segunda_residual": (
        "Faltou a segunda conexão residual: somar a entrada da segunda subcamada à sua saída.",
        "O que quer dizer “Add” na segunda caixa “Add & Norm”?",
    ),
    "sem_normas": (
        "Faltou a normalização: layer_norm não foi usada.",
        "O que quer dizer “Norm” em “Add & Norm”?",
    ),
    "sem_primeira_norma": ("Faltou a primeira normalização, depois da soma com a saída da atenção.", _BOXES),
    "sem_segunda_norma": ("Faltou a segunda normalização, depois da soma com a saída da segunda subcamada.", _BOXES),
    "norma_com_variancia_amostral": (
        "A normalização dividiu por n - 1 ao calcular a variância (ddof=1).",
        "np.var divide por n se nada for dito.",
    ),
    "norma_sem_raiz": (
        "A normalização dividiu pela variância; faltou a raiz quadrada.",
        "Confira o denominador.",
    ),
    "norma_so_centraliza": (
        "A normalização só subtraiu a média; faltou dividir pelo desvio padrão.",
        "Confira a fórmula.",
    ),
    "sem_relu": (
        "A rede feed-forward não tem a ReLU entre as suas duas camadas.",
        "Sem ela, as duas matrizes valeriam por uma só.",
    ),
}


def known(name: str, switches: Mapping[str, Any], share: float = 0.0, hint: str = "", d_k: str = "d_k") -> Slip:
    """A slip that both homeworks know, with the switches that make it in one of them. hint: a better one there."""
    sentence, usual = _TEXTS[name]
    return Slip(name, switches, sentence.format(d_k=d_k), (hint or usual).format(d_k=d_k), share)
