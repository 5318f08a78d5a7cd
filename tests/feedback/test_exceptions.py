"""Errors in Portuguese: whatever Python and numpy really say when students' code stops, and what older ones said."""

import math
import re

import numpy as np
import pytest

from autograder.feedback import exceptions, html, messages
from autograder.rubric import StudentError, Verdict

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")  # of code that is meant to fail
GIVEN = """
class A:
    def __init__(self, x=0): pass
    def f(x): return x
    def g(self, x): return x
class Bare: pass
def f(a, b): pass
def before():
    x = y + 1
    y = 2
def again(): return again()
a, b, c, none = np.ones((2, 3)), np.ones((4, 5)), np.ones((2, 3, 4)), None
"""
RAISING = {  # a word of the explanation: what students write
    "colunas": ["a @ b", "np.dot(a, b)", "np.dot(np.ones(3), np.ones(4))", "np.tensordot(a, b)"],
    "número só": ["a @ 2", "np.matmul(a, 3.0)", "a @ none", "float(a)", "math.sqrt(a)"],
    "a partir da direita": [
        "a + b",
        "np.ones((2, 3, 4)) @ np.ones((3, 4, 5))",
        "np.maximum(a, b)",
        "np.broadcast_to(a, (4, 4))",
    ],
    "se guarda": ["a[:] = b", "a[0] = np.ones(5)"],
    "número de eixos": ["a.transpose(0, 2, 1)", "np.transpose(a, (0, 1, 3, 2))", "c.transpose(-2, -1)"],
    "mesmo eixo": ["a.transpose(0, 0)"],
    "O eixo 2 não existe": ["a.sum(axis=2)", "a.swapaxes(1, 2)", "np.swapaxes(a, 2, 1)", "a.transpose(1, 2)"],
    "O eixo -3": ["np.max(a, axis=-3)"],
    "axis e keepdims": ["a.sum(dim=1)", "np.sum(a, axis=1, keepdim=True)"],
    "Em numpy não há": ["np.arrray(1)"],
    "softmax": ["np.softmax(a)", "from numpy import softmax", "a.softmax(1)"],
    "PyTorch há": ["a.masked_fill(1)", "a.permute(0, 1)", "a.unsqueeze(0)"],
    "reshape": ["a.view(3, 2)"],
    "são 6": ["a.reshape(4, 4)", "a.reshape(-1, 4)"],
    "pode ser -1": ["a.reshape(-1, -1)"],
    "tupla": ["np.random.randn((2, 3))", "np.zeros(2, 3)"],
    "float; a divisão //": ["a.reshape(2.0, 3)", "range(2.5)", "np.eye(2.5)", "np.zeros((2.0, 3))"],
    "Para juntar": ["np.concatenate([a, b])", "np.concatenate([a, c])", "np.stack([a, b])", "np.hstack([a, b])"],
    "dentro de uma lista": ["np.concatenate(a, b)"],
    "nenhuma matriz": ["np.concatenate([])"],
    "mesmo tamanho": ["np.split(a, 4, axis=1)"],
    "einsum": ["np.einsum('ijk->ik', a)", "np.einsum('ij,jk->iz', a, a.T)", "np.einsum('ij', a, b)"],
    "não há o índice 5": ["a[5]"],
    "mais índices": ["a[0, 0, 0]"],
    "índice não serve": ["a['x']", "a[1.5]", "a[np.ones((3, 3), bool)]"],
    "passa do fim": ["[1][3]", "(1, 2)[2]", "a.shape[2]"],
    "índices são inteiros": ["[1]['a']", "[1][1.0]"],
    "tamanhos diferentes": ["a[[0, 1], [0, 1, 2]]", "np.array([[1], [1, 2]])"],
    "chave": ["{1: 2}['b']"],
    "np.where": ["1 if a > 0 else 2", "bool(a)", "a > 0 and b > 0"],
    "None": [
        "none.shape",
        "none[0]",
        "none + 1",
        "a + none",
        "none()",
        "list(none)",
        "len(none)",
        "x, y = none",
        "none < 1",
    ],
    "Há mais valores": ["x, y = 1, 2, 3", "n, d = c.shape"],
    "Há menos valores (2)": ["n, d, k = a.shape", "x, *y, z, w = 1, 2"],
    "um valor só": ["x, y = 3"],
    "antes de receber": ["before()"],
    "Nada se chama": ["torch.tensor(1)", "undefined_name", "nn.Module"],
    "falta um valor para 'b'": ["f(1)", "f(a=1)"],
    "'a' e 'b'": ["f()"],
    "é o self": ["f(1, 2, 3)", "A().f(2)"],
    "__init__": ["Bare(3)", "A().WQ"],
    "com o nome c": ["f(1, c=2)"],
    "recebe valor duas vezes": ["f(1, 2, b=3)"],
    "objeto (self)": ["A.g()"],
    "Parênteses depois": ["a.T()", "a(2)"],
    "foi chamado como função": ["(3)(2)", "'s'(1)", "np(2)", "a.shape(0)", "a.size(0)"],
    "A classe A não tem": ["A.WQ"],
    "vira uma matriz": ["[1].shape", "[[1]].T", "(1,).reshape(2)", "[1, 2] - [1]", "[1.0] * 2.5", "[[1.0]] @ [[2.0]]"],
    "tipo float não tem shape": ["(1.0).shape"],
    "com parênteses": ["f.shape", "f[0]", "list(f)", "a.sum.shape"],
    "operação -": ["'a' - 1"],
    "comparação": ["[1] < 2"],
    "mesmo tipo": ["'a' + 1"],
    "range(n)": ["[i for i in 3]"],
    "percorrido": ["list(A())", "1 in A()"],
    "colchetes": ["(3)[0]", "A()[0]"],
    "trocadas": ["(1,)[0] = 2"],
    "comprimento": ["len(3)"],
    "cópia": ["np.broadcast_to(a, (2, 2, 3))[0] = 1"],
    "dtype=float": ["x = np.ones(2, int); x += 0.5", "x = np.ones(2, int); x /= 2"],
    "não são números": ["np.exp('a')", "np.exp(np.array([A()]))", "np.array([1]) @ np.array(['a'])"],
    "virar um número": ["float('x')", "int('3.5')"],
    "nan": ["int(float('nan'))"],
    "maior que cabe": ["math.exp(1000)", "10.0**400", "int(float('inf'))"],
    "módulo math": ["math.sqrt(-1)", "math.log(0)"],
    "divisão por zero": ["1 / 0", "3 % 0", "1 // 0"],
    "inversa": ["np.linalg.inv(np.zeros((2, 2)))"],
    "quadradas": ["np.linalg.inv(a)"],
    "negativo": ["np.zeros(-1)"],
    "tamanho 1": ["np.squeeze(a, axis=0)"],
    "chamou a si mesma": ["again()"],
    "não existe onde": ["import torch", "import numpy.nada"],
    "acompanham": ["open('x.csv')"],
    "assert": ["assert False", "np.testing.assert_allclose([1.0], [2.0])"],
    "encerrar": ["exit_ = SystemExit; raise exit_(0)"],
}
CODE = {  # what no cell can be read from
    "bloco recuado": ["def f():\nreturn 1"],
    "recuo a mais": ["x = 1\n  y = 2"],
    "nenhum bloco acima": ["if 1:\n  x = 1\n y = 2"],
    "tabulações": ["if 1:\n\tx = 1\n        y = 2"],
    "não foi fechado: par": ["x = (1"],
    "não combinam": ["x = )", "x = (1]"],
    "aspas não foi": ["x = 'abc", '"""abc'],
    "dois-pontos no fim": ["if x\n  1", "def f(a)\n  pass"],
    "return fora": ["return 1"],
    "break fora": ["break"],
    "aspas curvas": ["x = “a”"],
    "entre parênteses": ["print 1"],
    "usa-se ==": ["if x = 1: pass", "1 = x"],
    "com nome vêm depois": ["f(a=1, 2)"],
    "erro de escrita": ["def f(:\n", "a b"],
}
OLDER = {  # other wordings, of Python 3.9 to 3.14 and numpy 1.22 to 2.4
    "UnboundLocalError: local variable 'y' referenced before assignment": "antes de receber",
    "TypeError: only size-1 arrays can be converted to Python scalars": "número só",
    "TypeError: only length-1 arrays can be converted to Python scalars": "número só",
    "ValueError: setting an array element with a sequence.": "tamanhos diferentes",
    "ValueError: too many values to unpack (expected 2, got 3)": "nomes que os recebem (2)",
    "SyntaxError: unexpected EOF while parsing": "fechado",
    "SyntaxError: EOL while scanning string literal": "aspas",
    "SyntaxError: invalid non-printable character U+00A0": "caractere",
    "TypeError: g() missing 1 required positional argument: 'self'": "(self)",
    "TypeError: __init__() takes 1 positional argument but 3 were given": "é o self",
    "TypeError: argument of type 'A' is not a container or iterable": "percorrido",
    "TypeError: cannot unpack non-iterable NoneType object": "None",
    "ValueError: cannot convert float NaN to integer": "nan",
    "ValueError: expected a nonnegative input, got -1.0": "math",
    "PermissionError: [Errno 1] Operation not permitted": "isolado",
    "StdinNotImplementedError: raw_input was called, but this frontend does not support input requests.": "input()",
}


def raised_by(source, compiled="exec"):
    given = {"np": np, "math": math}
    exec(GIVEN, given)
    with pytest.raises(BaseException) as caught:  # noqa: PT011  whatever it is
        exec(compile(source, "cell", compiled), given)
    return type(caught.value).__name__, str(caught.value)


CASES = [(source, word) for table in (RAISING, CODE) for word, sources in table.items() for source in sources]


@pytest.mark.parametrize(("source", "word"), CASES, ids=lambda text: repr(text))
def test_an_error_that_students_meet_is_told_in_portuguese(source, word):
    name, message = raised_by(source)
    assert word in exceptions.in_portuguese(name, message), (name, message, exceptions.in_portuguese(name, message))


@pytest.mark.parametrize(("error", "word"), OLDER.items())
def test_other_versions_wordings_are_known(error, word):
    assert word in exceptions.in_portuguese(*error.split(": ", 1))


def test_every_rule_is_met_by_an_error_of_these_tests():
    errors = [": ".join(raised_by(source)) for source, _ in CASES] + list(OLDER)
    used = {next((told for pattern, told in exceptions._rules() if pattern.search(error)), "") for error in errors}
    assert {told for _, told in exceptions._rules()} <= used


def test_what_is_not_known_is_left_as_it_is():
    assert exceptions.in_portuguese("MeuErro", "d_model não é divisível por h") == ""
    problem = StudentError(Verdict.CRASH, "exception", "MeuErro", "d_model não é divisível por h")
    assert html.problem_text(problem).endswith("O erro foi MeuErro: “d_model não é divisível por h”.")


def test_the_message_is_quoted_and_the_explanation_follows():
    problem = StudentError(Verdict.CRASH, "exception", "ValueError", "axes don't match array")
    quoted = "ValueError: “axes don't match array”. A transposição"
    assert quoted in html.problem_text(problem)
    assert "O erro foi KeyboardInterrupt." in html.problem_text(
        StudentError(Verdict.CRASH, "exception", "KeyboardInterrupt")
    )


@pytest.mark.parametrize("text", ["'" * 5000, "takes " * 900, "a" * 5000, "{0}{x}", "\n" * 3000, "SyntaxError: " * 300])
def test_a_message_made_to_be_slow_or_odd_is_read_quickly(text):
    for name in ("TypeError", "SyntaxError", "x" * 80):
        exceptions.in_portuguese(name, text)
    told = html.problem_text(StudentError(Verdict.CRASH, "exception", "E", text))
    assert len(told) < html.MESSAGE_LIMIT + 300


def test_sentences_end_as_sentences_do_and_have_their_accents():
    for _, told in exceptions._rules():
        assert re.fullmatch(r"[A-ZÀ-Ú].*\.|.*input\(\)\.", told), told
        assert not re.search(r"\b(nao|sao|ha|numero|funcao|ate|so)\b", told), told
    assert messages.ASKED
