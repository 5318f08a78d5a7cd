r"""What Python's and numpy's error messages say, in Portuguese: part of the one catalogue of sentences of html.py.

A sentence tells what the message tells, and where to look; never a cause that the message leaves open. Wordings of
Python 3.9 to 3.14 and numpy 1.22 to 2.4. In TABLE a regular expression, which is looked for in "Name: message", stands
above its sentence; the first that fits is told, and {1} is what its first group found.
"""

import re
from functools import cache

LOOKED_AT = 600  # characters of an error, which a student's code can make as long as it likes
TABLE = r"""
^PermissionError|^BlockingIOError
    Na correção o código roda isolado: sem rede, sem outros processos e sem mexer em outros arquivos.
^FileNotFoundError
    Na correção só existem os arquivos que acompanham o notebook.
^StdinNotImplementedError
    Na correção não há quem responda a input().
^SystemExit
    O código pediu para encerrar tudo (exit, quit ou sys.exit).
^RecursionError
    Uma função chamou a si mesma, direta ou indiretamente, vezes demais.
^TabError
    No começo das linhas há tabulações misturadas com espaços.
expected an indented block
    Depois dos dois-pontos falta um bloco recuado.
IndentationError: unexpected indent
    Uma linha tem recuo a mais.
unindent does not match
    O recuo de uma linha não é o de nenhum bloco acima dela.
SyntaxError: .*was never closed|unexpected EOF while parsing
    Algo foi aberto e não foi fechado: parêntese, colchete ou chave.
SyntaxError: unmatched '(.)'|closing parenthesis '(.)' does not match
    Os parênteses, colchetes ou chaves não combinam: cada um fecha o último que foi aberto.
unterminated .*string|(EOL|EOF) while scanning
    Um texto entre aspas não foi fechado.
SyntaxError: expected ':'
    Faltam os dois-pontos no fim de uma linha (def, class, if, for, while, else).
SyntaxError: '(return|yield|await|break|continue)' (outside|not)
    Há um {1} fora do lugar em que pode estar. Confira o recuo.
SyntaxError: invalid (non-printable )?character
    Há um caractere que o Python não aceita, como aspas curvas ou um travessão no lugar do sinal de menos.
Missing parentheses in call to
    Em uma chamada, como a de print, o argumento vai entre parênteses.
SyntaxError: cannot assign to|Maybe you meant '=='
    O sinal = dá um valor ao nome à sua esquerda; para comparar usa-se ==.
positional argument follows keyword argument
    Em uma chamada, os argumentos com nome vêm depois dos sem nome.
^(?:SyntaxError|IndentationError)
    O Python não conseguiu ler a célula: há um erro de escrita, na linha que a mensagem diz ou um pouco antes.
No module named '([\w.]+)'
    A biblioteca {1} não existe onde o código é corrigido.
cannot import name '(\w+)' from '([\w.]+)'
    Em {2} não há {1}.
^UnboundLocalError
    O nome é usado antes de receber um valor. Um nome que recebe valor em algum ponto de uma função é só dela.
NameError: name '(\w+)' is not defined
    Nada se chama {1} no ponto em que o nome é usado: confira a grafia, os parâmetros e os imports.
NoneType
    Um dos valores usados ali é None. É também o que devolve uma função que termina sem return.
ndarray' object has no attribute '(masked_fill_?|permute|unsqueeze|contiguous|detach|cpu|cuda|softmax)'$
    Em tensores do PyTorch há {1}; no numpy não há.
unexpected keyword argument '(dim|keepdim)'
    O parâmetro {1} é do PyTorch; no numpy há axis e keepdims.
Type must be a sub-type of ndarray
    No numpy quem muda o formato é reshape; view faz outra coisa.
module '([\w.]+)' has no attribute '(\w+)'
    Em {1} não há {2}. Confira a grafia, e de que biblioteca é {2}.
'(list|tuple)' object has no attribute '(\w+)'
    Um valor do tipo {1} não tem {2}. Com np.array(...) ele vira uma matriz do numpy.
'(?:function|method|builtin_function_or_method)' object (?:has no attribute|is not (?:iterable|subscriptable))
    Ali está uma função, e não o resultado dela: é a chamada, com parênteses, que dá o resultado.
type object '(\w+)' has no attribute '(\w+)'
    A classe {1} não tem {2}. O que é guardado em self existe nos objetos da classe, e não nela.
'([\w.]+)' object has no attribute '(\w+)'
    Um objeto do tipo {1} não tem {2}. Confira a grafia e, se a classe é sua, se __init__ guarda {2} em self.
missing \d+ required positional arguments?: 'self'
    A chamada não tem objeto (self): antes do ponto vai um objeto da classe.
missing (?:\d+ )?required (?:positional |keyword-only )?arguments?:? (.+)
    Na chamada falta um valor para {1}. Confira os parâmetros na definição.
takes .*positional arguments? but \d+ (?:was|were) given
    A chamada passa mais valores do que há parâmetros. Em um método o objeto conta como um deles: é o self.
\w+\(\) takes no arguments
    A classe não recebe parâmetros. O método que os recebe é __init__, com dois sublinhados de cada lado.
unexpected keyword argument '(\w+)'
    A função chamada não tem um parâmetro com o nome {1}.
multiple values for argument '(\w+)'
    O parâmetro {1} recebe valor duas vezes na mesma chamada.
ndarray' object is not callable
    Parênteses depois de uma matriz a chamam como função. Índices vão entre colchetes; .T vai sem parênteses.
'([\w.]+)' object is not callable
    Um valor do tipo {1} foi chamado como função. Índices vão entre colchetes; e um nome guarda um valor só por vez.
matmul: Input operand \d does not have enough dimensions
    Um dos lados do produto de matrizes não é uma matriz: é um número só, ou nem isso.
core dimension|not aligned|shape-mismatch for sum
    Um produto de matrizes recebeu formatos que não combinam: em A @ B, A tem tantas colunas quantas linhas tem B.
could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))
    O que se quer guardar tem formato {1}; o lugar em que se guarda, {2}.
indexing arrays could not be broadcast
    As listas de índices usadas juntas têm tamanhos diferentes.
could not be broadcast
    Uma operação juntou formatos que não combinam: a partir da direita, os tamanhos têm de ser iguais, ou um deles 1.
axes don't match array
    A transposição recebeu um número de eixos que não é o da matriz.
repeated axis in transpose
    A transposição recebeu o mesmo eixo duas vezes.
axis (-?\d+) is out of bounds for array of dimension (\d+)
    O eixo {1} não existe ali (número de eixos: {2}; a contagem começa em 0).
cannot reshape array of size (\d+)
    Quem muda o formato não muda quantos números há: são {1}, e o formato pedido não tem exatamente {1} lugares.
can only specify one unknown dimension
    No formato pedido, só um dos tamanhos pode ser -1.
all the input array|all input arrays must have the same shape
    Para juntar matrizes, os formatos têm de ser iguais (em concatenate, menos no eixo em que elas se juntam).
need at least one array
    Não havia nenhuma matriz para juntar.
einstein sum
    Os índices de np.einsum não combinam com as matrizes: é uma letra para cada eixo de cada matriz.
index (-?\d+) is out of bounds for axis (\d+) with size (\d+)
    No eixo {2} não há o índice {1}: o tamanho dele é {3}, e a contagem começa em 0.
too many indices for array(?:: array is (\d+)-dimensional, but (\d+) were indexed)?
    Há mais índices do que eixos.
index out of range
    Um índice passa do fim de uma sequência. Em x.shape há um número para cada eixo de x.
only integers, slices|boolean index did not match
    Esse índice não serve: são aceitos inteiros, fatias e matrizes de inteiros, ou de booleanos com o mesmo formato.
(\w+) indices must be integers or slices, not ([\w.]+)
    Em um valor do tipo {1} os índices são inteiros; ali veio um do tipo {2}.
'([\w.]+)' object is not subscriptable
    Um valor do tipo {1} não aceita colchetes.
'([\w.]+)' object does not support item assignment
    As partes de um valor do tipo {1} não podem ser trocadas.
destination is read-only
    Essa matriz não pode ser alterada; uma cópia (.copy()) pode.
^KeyError
    Foi procurada uma chave que não existe.
truth value of an array
    Onde cabe um só verdadeiro ou falso (if, and, or, not) veio uma matriz. Há np.where, np.all e np.any.
too many values to unpack \(expected (\d+)
    Há mais valores do que os nomes que os recebem ({1}). De x.shape sai um número para cada eixo de x.
not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)
    Há menos valores ({2}) do que nomes que os recebem ({1}). De x.shape sai um número para cada eixo de x.
cannot unpack non-iterable ([\w.]+)
    Vários nomes recebem um valor só, do tipo {1}, que não se divide.
can't multiply sequence by non-int|unsupported operand type.*'list'
    Listas do Python não fazem contas de matrizes. Com np.array(...) uma lista vira uma matriz.
unsupported operand type\(s\) for (.+?): '(.+?)' and '(.+?)'
    A operação {1} não existe entre {2} e {3}.
not supported between instances of '(.+?)' and '(.+?)'
    Não há comparação entre {1} e {2}.
can only concatenate
    O sinal + junta só coisas do mesmo tipo.
'int' object is not iterable
    Um número não pode ser percorrido; para contar até n há range(n).
'([\w.]+)' object is not iterable|argument of type '([\w.]+)' is not (?:iterable|a container)
    O valor não pode ser percorrido, com for por exemplo: não é uma sequência.
object of type '([\w.]+)' has no len
    Um valor do tipo {1} não tem comprimento.
^ZeroDivisionError
    Houve uma divisão por zero.
^OverflowError
    Um número passou do maior que cabe.
cannot convert float NaN to integer
    O valor nan não pode virar um número inteiro.
math domain error|expected a (?:nonnegative|positive) input
    Para esse número a função do módulo math não existe.
only (?:size-1|length-1|0-dimensional) arrays can be converted
    Onde cabe um número só veio uma matriz. As funções de math são para números; as do numpy, também para matrizes.
inhomogeneous shape|setting an array element with a sequence
    Não se forma uma matriz: há linhas de tamanhos diferentes, ou uma lista onde cabe um número.
only integer scalar arrays can be converted
    Onde cabe um inteiro veio uma matriz. As matrizes que np.concatenate junta vão dentro de uma lista.
'tuple' object cannot be interpreted as an integer
    Onde cabe um inteiro veio uma tupla. Em np.random.randn os tamanhos vão um a um, sem parênteses a mais.
'([\w.]+)' object cannot be interpreted as an integer
    Onde cabe um inteiro veio um valor do tipo {1}. A divisão / dá float; a divisão // de inteiros dá um inteiro.
Cannot interpret .* as a data type
    Em np.zeros e np.ones o formato é uma tupla, como em np.zeros((2, 3)); o argumento seguinte é o tipo dos números.
Cannot cast ufunc
    Uma matriz de inteiros não guarda, no lugar (+=, /=), números com vírgula. Com dtype=float ela os guarda.
did not contain a loop|not supported for the input types|loop of ufunc does not support
    A função do numpy recebeu valores que não são números.
could not convert string to float|invalid literal for int
    Esse texto não pode virar um número.
Singular matrix
    A matriz não tem inversa.
of the array must be square
    A operação só existe para matrizes quadradas.
negative dimensions are not allowed
    Um dos tamanhos pedidos é negativo.
result in an equal division
    A divisão não dá partes do mesmo tamanho.
select an axis to squeeze
    Só eixos de tamanho 1 podem ser tirados com squeeze.
^AssertionError
    Uma verificação (assert) não se cumpriu.
"""


@cache
def _rules() -> list[tuple[re.Pattern, str]]:
    """The table, compiled when an error is first told."""
    lines = TABLE.strip().splitlines()
    return [(re.compile(pattern), told.strip()) for pattern, told in zip(lines[::2], lines[1::2], strict=True)]


def in_portuguese(name: str, message: str) -> str:
    """What an exception's message says; empty where it is not known."""
    text = f"{name}: {message}"[:LOOKED_AT].strip()
    for pattern, told in _rules():
        if found := pattern.search(text):
            return told.format(text, *((group or "").replace("' and '", "' e '") for group in found.groups()))
    return ""
