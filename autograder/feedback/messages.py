"""The sentences that students read on a feedback page and that belong to no assignment."""

from autograder.rubric import Verdict

VERDICTS = {
    Verdict.PASS: "✓ Certo",
    Verdict.PARTIAL: "◐ Parcial",
    Verdict.FAIL: "✗ Não passou",
    Verdict.CRASH: "✗ O código parou com um erro",
    Verdict.TIMEOUT: "✗ Tempo esgotado",
    Verdict.LIMIT: "✗ Limite de recursos",
    Verdict.FORBIDDEN: "✗ Resposta inválida",
    Verdict.MISSING: "✗ Sem resposta",
}
ASKED = "Pedido:"
MISMATCHES = {
    "shape": "A saída tem formato {actual}; o esperado é {expected}.",
    "not a matrix": "A saída não é uma matriz: tem formato {actual}.",
    "not an array": "Em vez de uma matriz de números, o resultado é {actual}.",
    "not finite": "A saída contém {actual}.",
    "values": "Os valores da saída são diferentes dos esperados (maior diferença: {difference:.2g}).",
    "negative": "Há pesos de atenção negativos.",
    "row sums": "As linhas dos pesos de atenção não somam 1.",
    "same for all": "O resultado não muda quando as entradas mudam.",
    "row statistics": "As linhas da saída não têm a média e a variância esperadas.",
    "property": "{expected}",  # the rubric's own sentence
}
SCALAR = "() (um número só)"
EMPTY_SHAPE = "{shape} (sem nenhum número)"
NOTHING = "O resultado é None. Faltou o return?"
RETURNED = {  # what the result is, by the name of its type
    "str": "um texto (str)",
    "bytes": "uma sequência de bytes",
    "bool": "um valor lógico (bool)",
    "bool_": "um valor lógico (bool)",
    "complex": "um número complexo",
    "int": "um número inteiro grande demais",
    "list": "uma lista com linhas de tamanhos diferentes, ou com o que não é número",
    "tuple": "uma tupla (tuple) cujo primeiro elemento não é a matriz pedida",
    "dict": "um dicionário (dict)",
    "set": "um conjunto (set)",
    "frozenset": "um conjunto (frozenset)",
    "ndarray": "um array do numpy com o que não é número real",
    "ellipsis": "... (reticências)",
    "generator": "um gerador, que ainda não calculou nada: np.array(list(x)) junta o que ele dá",
    "map": "um map, que ainda não calculou nada: np.array(list(x)) junta o que ele dá",
    "filter": "um filter, que ainda não calculou nada: np.array(list(x)) junta o que ele dá",
    "zip": "um zip, que ainda não calculou nada: np.array(list(x)) junta o que ele dá",
    "coroutine": "uma corrotina (async def), que ainda não calculou nada",
    "function": "uma função, e não o que ela calcula quando é chamada (com parênteses)",
    "method": "um método, e não o que ele calcula quando é chamado (com parênteses)",
    "builtin_function_or_method": "uma função, e não o que ela calcula quando é chamada (com parênteses)",
    "type": "uma classe",
    "module": "um módulo",
    "Tensor": "um tensor (Tensor), que vira matriz do numpy com .detach().numpy()",
    "EagerTensor": "um tensor (EagerTensor), que vira matriz do numpy com .numpy()",
    "DataFrame": "uma tabela do pandas (DataFrame), que vira matriz do numpy com .to_numpy()",
    "Series": "uma série do pandas (Series), que vira array do numpy com .to_numpy()",
}
OBJECT = "um objeto da classe {name}"
NAN, INF, NAN_AND_INF = "nan", "inf", "nan e inf"
BREAKDOWNS = {
    "exception": "O erro foi {name}",
    "cell": "A célula com a definição não pôde ser executada até o fim: {name}",
    "undefined": "Não há no notebook uma definição de {name}.",
    "cpu": "O código passou do tempo permitido. Há um laço que não termina?",
    "wall": "O código ficou parado além do tempo permitido.",
    "total": "O notebook inteiro passou do tempo permitido.",
    "deaths": "O notebook encerrou o seu processo vezes demais, e a função não pôde ser chamada.",
    "scratch": "Esta célula não foi executada: as de rascunho já tinham usado o seu tempo. Isso não tira pontos.",
    "leftover": "Há código na célula, mas a linha raise NotImplementedError interrompe a função: apague essa linha.",
    "memory": "O código pediu mais memória do que o permitido.",
    "limit": "A saída é grande demais para ser corrigida.",
    "killed": "O processo foi encerrado por usar recursos demais.",
    "callbacks": "A função chamou outras funções vezes demais.",
    "signal": "O processo do notebook foi encerrado pelo sinal {name}.",
    "exit": "O código encerrou o processo do notebook (código de saída {message}).",
    "not run": "Esta célula não foi executada: o tempo ou os processos permitidos acabaram antes dela.",
    "frame": "O processo do notebook enviou dados que não são uma resposta.",
}
RAISED = "{told}: “{message}”"  # what broke, in the words of whoever raised it, which can be searched for
LINE = "Linha do seu código:"
UNANSWERED = "A questão não foi respondida: a célula ainda contém NotImplementedError."
SAME = "É o mesmo erro de {check}, na mesma linha."
SAME_SPOT = "Aconteceu o mesmo que em {check}."
PASSED_BESIDE = "O erro de {check} não acontece com o que este item pede; por isso ele passou."

ONE = "O que aconteceu:"
TOGETHER = "O que aconteceu ({count} deslizes juntos reproduzem exatamente a sua saída):"
SEVERAL = "Mais de uma explicação reproduz exatamente a sua saída; confira qual é a sua:"
ELSEWHERE = "em entradas com as quais o seu código dá um resultado, ele é exatamente"
ONE_ELSEWHERE = f"O que aconteceu ({ELSEWHERE} o deste deslize):"
TOGETHER_ELSEWHERE = f"O que aconteceu ({ELSEWHERE} o destes {{count}} deslizes juntos):"
SEVERAL_ELSEWHERE = f"Mais de uma explicação ({ELSEWHERE} o de cada uma); confira qual é a sua:"
AND = "e também:"
UNKNOWN = "Não identificado: nenhum dos deslizes conhecidos reproduz a sua saída."
FACTS = "O que se sabe:"
ALL_ROWS = "Há diferença em todas as linhas; a maior ({difference:.2g}) está na linha {row}, coluna {column}."
ONLY_ROW = "A maior diferença ({difference:.2g}) está na coluna {column}."
ONE_ROW = "Só há diferença na linha {row} (de {total}); a maior ({difference:.2g}) está na coluna {column}."
ROWS = "Há diferença nas linhas {rows} (de {total}); a maior ({difference:.2g}) está na linha {row}, coluna {column}."
FACTOR = "A saída é a esperada, multiplicada por {factor:.3g}."
ZEROS = "Todos os números da saída são zero."
PART = "A saída tem mais de dois eixos; o que se mostra é a parte [{part}], a que mais difere."
SEE = "Para rever:"
MARKED = "Onde há diferença, o número está marcado."
HEATMAP = "À esquerda o esperado, à direita o recebido, em porcentagem; com moldura, os que diferem."
HEATMAP_ALT = "{title}: dois quadros. Esperado: {expected}. Recebido: {actual}."
BARS = "A linha vertical é o valor esperado, {target:g}; cada barra, uma linha da saída."
BARS_ALT = "{title}: {values}; o esperado é {target:g} em todas."
CAPTIONS = {
    "values": ("Esperado", "Recebido"),
    "row sums": ("Somas esperadas", "Somas recebidas"),
    "row statistics": ("Média e variância esperadas", "Média e variância de cada linha"),
    "not finite": ("Esperado", "Recebido"),
    "negative": ("", "Pesos recebidos"),
    "same for all": ("", "Recebido nos dois casos"),
}
UNFENCED = "Corrigido SEM isolamento (nível 0)."
FENCED = "o código rodou sem rede, sem acesso a outros arquivos e com limites de tempo e de memória."
FOOTERS = {  # of a page, by the sandbox level
    4: f"Corrigido com isolamento de nível 4, o mais alto: {FENCED}",
    3: f"Corrigido com isolamento de nível 3: {FENCED}",
    0: UNFENCED,
}
