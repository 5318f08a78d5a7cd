"""Known slips of Lista 8: one parametrised attention and encoder with a switch per step, and a table of slips.

With no switch set, the model equals the reference; a slip sets one or two switches. Symbols as in reference.py. The
slips come from public answers to this kind of exercise and from confusions that teachers report; the sentences are
what the student reads.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks import Slip
from solutions.lista8 import reference

_SCALES: dict[str, Callable[[int, int, int], float]] = {  # what the scores are multiplied by, from n, d_model, d_k
    "d_k": lambda n, d_model, d_k: d_k**-0.5,
    "none": lambda n, d_model, d_k: 1.0,
    "d_model": lambda n, d_model, d_k: d_model**-0.5,
    "n": lambda n, d_model, d_k: n**-0.5,
    "linear": lambda n, d_model, d_k: 1 / d_k,
    "double root": lambda n, d_model, d_k: d_k**-0.25,
    "inverse": lambda n, d_model, d_k: d_k**0.5,
    "64": lambda n, d_model, d_k: 64**-0.5,
    "8": lambda n, d_model, d_k: 1 / 8,
    "after": lambda n, d_model, d_k: 1.0,
}


def _whole(S: np.ndarray) -> np.ndarray:
    exponentials = np.exp(S - S.max())
    return exponentials / exponentials.sum()


def _shifted_numerator(S: np.ndarray) -> np.ndarray:
    return np.exp(S - S.max(axis=-1, keepdims=True)) / np.exp(S).sum(axis=-1, keepdims=True)


_NORMALISERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # scores (n, n) -> weights (n, n)
    "rows": reference.softmax,
    "columns": lambda S: reference.softmax(S.T).T,
    "whole": _whole,
    "none": lambda S: S,
    "ratio": lambda S: S / S.sum(axis=-1, keepdims=True),
    "exp": np.exp,
    "shifted numerator": _shifted_numerator,
    "causal": lambda S: reference.softmax(np.where(np.tri(len(S), dtype=bool), S, -np.inf)),
}


def attention(
    X: np.ndarray,
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    *,
    projected: bool = False,
    projection: str = "given",
    roles: str = "QKV",
    scale: str = "d_k",
    normalise: str = "rows",
    returns: str = "output",
) -> np.ndarray:
    """Self-attention with one switch per step. (n, d_model), 3 x (d_model, d_k) or 3 x (n, d_k) -> (n, d_k).

    projected: whether query, key and value are Q, K and V already. roles: which of Q, K, V, X takes each place.
    """
    matrices = {"X": X, "q": query, "k": key, "v": value}
    places = {"given": "qkv", "all query": "qqq", "all key": "kkk", "all value": "vvv"}.get(projection, "XXX")
    Q, K, V = (matrices[name] if projected or name == "X" else X @ matrices[name] for name in places)
    named = {"Q": Q, "K": K, "V": V, "X": X}
    Q, K, V = (named[role] for role in roles)
    factor = _SCALES[scale](len(X), X.shape[-1], K.shape[-1])
    scores = Q @ K.T * factor  # (n, d_k) @ (d_k, n) -> (n, n)
    if returns == "scores":
        return scores
    A = _NORMALISERS[normalise](scores)  # (n, n)
    if scale == "after":
        A = A / np.sqrt(K.shape[-1])
    return A if returns == "weights" else A @ V  # (n, n) @ (n, d_k) -> (n, d_k)


def _whole_norm(x: np.ndarray) -> np.ndarray:
    return (x - x.mean()) / np.sqrt(x.var() + reference.EPSILON)


def _sample_norm(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True, ddof=1) + reference.EPSILON)


def _variance_norm(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(axis=-1, keepdims=True)) / (x.var(axis=-1, keepdims=True) + reference.EPSILON)


_NORMS: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # (n, d) -> (n, d)
    "rows": reference.layer_norm,
    "none": lambda x: x,
    "tokens": lambda x: reference.layer_norm(x.T).T,
    "whole": _whole_norm,
    "sample": _sample_norm,
    "variance": _variance_norm,
    "centre": lambda x: x - x.mean(axis=-1, keepdims=True),
}


def encoder(
    x: np.ndarray,
    Wq: np.ndarray,
    Wk: np.ndarray,
    Wv: np.ndarray,
    Wo: np.ndarray,
    feed_forward: Callable[[np.ndarray], np.ndarray],
    *,
    order: str = "post",
    residuals: tuple[bool, bool] = (True, True),
    norm: str = "rows",
    norms: tuple[bool, bool] = (True, True),
    second_residual: str = "h",
    network: str = "h",
    **attention_switches: Any,
) -> np.ndarray:
    """Encoder layer with one switch per step; feed_forward is the network to use. (n, d_model) -> (n, d_model)"""

    def attend(y: np.ndarray) -> np.ndarray:
        return attention(y, Wq, Wk, Wv, **attention_switches) @ Wo  # (n, d_k) @ (d_k, d_model) -> (n, d_model)

    def keep(y: np.ndarray) -> np.ndarray:
        return y

    first, second = (_NORMS[norm] if wanted else keep for wanted in norms)
    if order == "pre":  # Xiong et al. 2020
        h = x + attend(first(x))
        return h + feed_forward(second(h))
    if order == "inner":
        h = x + first(attend(x))
        return h + second(feed_forward(h))
    if order == "single":
        return first(x + feed_forward(attend(x)))
    if order == "swapped":
        h = first(x + feed_forward(x))
        return second(h + attend(h))
    h = first(attend(x) + x * residuals[0])  # (n, d_model)
    inputs = {"h": h, "x": x}
    if network == "none":
        return h
    transformed = feed_forward(feed_forward(h)) if network == "twice" else feed_forward(inputs[network])
    return second(transformed + inputs[second_residual] * residuals[1])  # (n, d_model)


ATTENTION_SLIPS = (
    Slip(
        "escala_sqrt_d_model",
        {"scale": "d_model"},
        "Os produtos foram divididos por √d_model, o tamanho do embedding, e não por √d_k.",
        "Qual é o comprimento dos vetores que entram em cada produto interno de Q Kᵀ?",
        share=0.7,
    ),
    Slip(
        "sem_escala",
        {"scale": "none"},
        "Faltou dividir os produtos Q Kᵀ por √d_k antes da softmax.",
        "Reveja o passo em que os escores são divididos, entre o produto interno e a softmax.",
        share=0.6,
    ),
    Slip(
        "escala_sqrt_n",
        {"scale": "n"},
        "Os produtos foram divididos pela raiz do número de tokens, e não por √d_k.",
        "Confira qual eixo de K tem o tamanho dos vetores: shape[0] conta tokens.",
        share=0.6,
    ),
    Slip(
        "escala_d_k",
        {"scale": "linear"},
        "Os produtos foram divididos por d_k; faltou a raiz quadrada.",
        "Reveja o denominador da equação da atenção.",
        share=0.6,
    ),
    Slip(
        "escala_raiz_dupla",
        {"scale": "double root"},
        "A raiz quadrada foi tirada duas vezes: os produtos foram divididos por d_k elevado a 1/4.",
        "Talvez a variável já guarde √d_k quando você tira a raiz de novo.",
        share=0.6,
    ),
    Slip(
        "escala_invertida",
        {"scale": "inverse"},
        "Os produtos foram multiplicados por √d_k; a equação divide.",
        "A escala existe para que os escores não cresçam com d_k.",
        share=0.5,
    ),
    Slip(
        "escala_depois_da_softmax",
        {"scale": "after"},
        "A divisão por √d_k veio depois da softmax; ela deve vir antes.",
        "Depois da softmax cada linha já soma 1. O que acontece se você a dividir?",
        share=0.4,
    ),
    Slip(
        "escala_fixa_8",
        {"scale": "8"},
        "Os produtos foram divididos por 8, qualquer que seja d_k.",
        "O artigo ilustrado divide por 8 porque lá d_k = 64. Calcule o valor a partir das matrizes recebidas.",
        share=0.6,
    ),
    Slip(
        "softmax_nas_colunas",
        {"normalise": "columns"},
        "A softmax foi aplicada às colunas: quem soma 1 são as colunas, não as linhas.",
        "Cada linha da matriz de atenção pertence a um token que pergunta. Qual eixo deve somar 1?",
        share=0.3,
    ),
    Slip(
        "softmax_na_matriz_inteira",
        {"normalise": "whole"},
        "A softmax foi aplicada à matriz inteira: todos os pesos juntos somam 1.",
        "scipy.special.softmax sem o argumento axis usa todos os elementos de uma vez.",
        share=0.3,
    ),
    Slip(
        "sem_softmax",
        {"normalise": "none"},
        "Faltou a softmax: os escores foram usados diretamente como pesos.",
        "Pesos de atenção são positivos e cada linha soma 1.",
        share=0.2,
    ),
    Slip(
        "razao_sem_exponencial",
        {"normalise": "ratio"},
        "Cada linha foi dividida por sua soma, mas sem a exponencial: isso não é a softmax.",
        "Escreva a definição da softmax e compare com o seu código, termo a termo.",
        share=0.2,
    ),
    Slip(
        "exponencial_sem_normalizar",
        {"normalise": "exp"},
        "A exponencial foi calculada, mas faltou dividir cada linha pela sua soma.",
        "Escreva a definição da softmax e compare com o seu código, termo a termo.",
        share=0.2,
    ),
    Slip(
        "maximo_so_no_numerador",
        {"normalise": "shifted numerator"},
        "Na softmax, o máximo foi subtraído no numerador, mas não no denominador.",
        "A mesma exponencial deve aparecer em cima e embaixo da fração.",
        share=0.3,
    ),
    Slip(
        "mascara_causal",
        {"normalise": "causal"},
        "Foi aplicada uma máscara causal: cada token só vê os anteriores. No encoder, todos veem todos.",
        "Em qual das duas pilhas, encoders ou decoders, o futuro precisa ficar escondido?",
        share=0.4,
    ),
    Slip(
        "devolve_os_pesos",
        {"returns": "weights"},
        "A função devolveu (ou devolveu primeiro) a matriz de atenção; a saída é essa matriz vezes V.",
        "A saída tem uma linha por token e d_k colunas: uma soma ponderada de quê?",
    ),
    Slip(
        "devolve_os_scores",
        {"returns": "scores"},
        "A função devolveu os escores Q Kᵀ / √d_k; faltam a softmax e a soma ponderada de V.",
        "Compare o seu código com os passos da autoatenção no artigo ilustrado, um a um.",
    ),
    Slip(
        "ignora_as_matrizes",
        {"projection": "X"},
        "As matrizes query, key e value não foram usadas: Q, K e V são o próprio X.",
        "Cada token tem três papéis, e cada papel tem a sua matriz.",
    ),
    Slip(
        "soma_X_em_vez_de_V",
        {"roles": "QKX"},
        "Os pesos foram aplicados a X, e não a V.",
        "O que a matriz value faz na sua função?",
        share=0.3,
    ),
    Slip(
        "soma_K_em_vez_de_V",
        {"roles": "QKK"},
        "Os pesos foram aplicados a K, e não a V.",
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
        "Q_e_K_trocados",
        {"roles": "KQV"},
        "Os papéis de Q e K foram trocados: os escores são K Qᵀ.",
        "Cada linha da matriz de atenção pertence a uma consulta.",
        share=0.6,
    ),
    Slip(
        "mesma_matriz_para_todos",
        {"projection": "all query"},
        "A mesma matriz (query) foi usada para Q, K e V.",
        "A função recebe três matrizes diferentes. Onde cada uma entra?",
        share=0.2,
    ),
)

ENCODER_SLIPS = (
    Slip(
        "pre_ln",
        {"order": "pre"},
        "A normalização foi aplicada antes de cada subcamada (pre-LN); o artigo normaliza depois da soma (post-LN).",
        "No artigo, cada subcamada termina em LayerNorm(x + Subcamada(x)).",
        share=0.7,
    ),
    Slip(
        "norma_antes_da_soma",
        {"order": "inner"},
        "A saída de cada subcamada foi normalizada antes da soma com a entrada; o artigo soma e depois normaliza.",
        "No desenho da camada, em que ordem aparecem “Add” e “Norm”?",
        share=0.6,
    ),
    Slip(
        "uma_so_soma_e_norma",
        {"order": "single"},
        "Há uma só soma residual e uma só normalização em volta de tudo; cada subcamada tem as suas.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
        share=0.4,
    ),
    Slip(
        "subcamadas_trocadas",
        {"order": "swapped"},
        "A rede feed-forward veio antes da atenção; a ordem é atenção e depois feed-forward.",
        "Siga as setas do desenho da camada, de baixo para cima.",
        share=0.4,
    ),
    Slip(
        "sem_residuais",
        {"residuals": (False, False)},
        "Faltaram as duas conexões residuais: a entrada de cada subcamada deve ser somada à sua saída.",
        "O que quer dizer “Add” em “Add & Norm”?",
        share=0.5,
    ),
    Slip(
        "sem_primeira_residual",
        {"residuals": (False, True)},
        "Faltou a primeira conexão residual: somar x à saída da atenção.",
        "O que quer dizer “Add” na primeira caixa “Add & Norm”?",
        share=0.7,
    ),
    Slip(
        "sem_segunda_residual",
        {"residuals": (True, False)},
        "Faltou a segunda conexão residual: somar a entrada da feed-forward à sua saída.",
        "O que quer dizer “Add” na segunda caixa “Add & Norm”?",
        share=0.7,
    ),
    Slip(
        "segunda_residual_de_x",
        {"second_residual": "x"},
        "A segunda soma residual usou o x original; ela soma a entrada da própria feed-forward.",
        "De onde sai a seta que contorna a rede feed-forward?",
        share=0.7,
    ),
    Slip(
        "sem_normas",
        {"norms": (False, False)},
        "Faltou a normalização: layer_norm não foi usada.",
        "O que quer dizer “Norm” em “Add & Norm”?",
        share=0.5,
    ),
    Slip(
        "sem_primeira_norma",
        {"norms": (False, True)},
        "Faltou a primeira normalização, depois da soma com a saída da atenção.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
        share=0.7,
    ),
    Slip(
        "sem_segunda_norma",
        {"norms": (True, False)},
        "Faltou a segunda normalização, depois da soma com a saída da feed-forward.",
        "Quantas caixas “Add & Norm” tem uma camada do encoder?",
        share=0.7,
    ),
    Slip(
        "norma_por_coluna",
        {"norm": "tokens"},
        "A normalização foi feita ao longo dos tokens (colunas); ela é feita em cada token (linhas).",
        "Use a layer_norm dada, ou confira o eixo da média e da variância.",
        share=0.5,
    ),
    Slip(
        "norma_da_matriz_inteira",
        {"norm": "whole"},
        "A normalização usou a média e a variância da matriz inteira; elas são de cada linha.",
        "Use a layer_norm dada, ou confira axis e keepdims.",
        share=0.5,
    ),
    Slip(
        "norma_com_variancia_amostral",
        {"norm": "sample"},
        "A normalização dividiu por n - 1 ao calcular a variância (ddof=1).",
        "Use a layer_norm dada, que divide por n.",
        share=0.8,
    ),
    Slip(
        "norma_sem_raiz",
        {"norm": "variance"},
        "A normalização dividiu pela variância; faltou a raiz quadrada.",
        "Use a layer_norm dada, ou confira o denominador.",
        share=0.6,
    ),
    Slip(
        "norma_so_centraliza",
        {"norm": "centre"},
        "A normalização só subtraiu a média; faltou dividir pelo desvio padrão.",
        "Use a layer_norm dada, ou confira a fórmula.",
        share=0.5,
    ),
    Slip(
        "sem_feed_forward",
        {"network": "none"},
        "Faltou a segunda subcamada: a rede feed-forward com a sua soma e normalização.",
        "Uma camada do encoder tem duas subcamadas. Qual delas está no seu código?",
        share=0.4,
    ),
    Slip(
        "feed_forward_de_x",
        {"network": "x"},
        "A rede feed-forward recebeu o x original; ela recebe a saída da primeira “Add & Norm”.",
        "Siga as setas do desenho da camada, de baixo para cima.",
        share=0.6,
    ),
    Slip(
        "feed_forward_duas_vezes",
        {"network": "twice"},
        "A rede feed-forward foi aplicada duas vezes.",
        "Cada camada tem uma só rede feed-forward.",
        share=0.6,
    ),
)
