"""What a source defines, binds and offers to be called, read and never run."""

import pytest

from autograder.parse.callables import offers
from autograder.parse.python import awaited, bound, functions


@pytest.mark.parametrize(
    ("source", "expressions"),
    [
        ("def f(a, b=1, *, c=2): pass", {"f": (1, 2)}),
        ("def f(a, *, c): pass", {"f": (2, 1)}),
        ("f = lambda *a: a", {"f": (0, None)}),
        ("class C:\n def __call__(self, a): pass\n @staticmethod\n def m(b): pass", {"C()": (1, 1), "C().m": (1, 1)}),
        ("class C:\n def __init__(self, a): pass\n def forward(self, x): pass", {"C": (1, 1)}),
        ("if True:\n    def f(a): pass", {"f": (1, 1)}),
        ("isto não é Python", {}),
    ],
)
def test_what_a_cell_offers_to_be_called(source, expressions):
    found = {one.expression: (one.least, one.most) for one in offers(source)}
    assert found | expressions == found
    assert found.keys() - expressions.keys() <= {"C"}


def test_async_is_taken_out_where_it_is_a_word_of_the_language_and_nowhere_else():
    source = (
        "async def f(x):\n    a = 'ação: async await'\n    async with x as y:\n        return (await g(a)) + await y"
    )
    assert awaited(source) == "def f(x):\n    a = 'ação: async await'\n    with x as y:\n        return (g(a)) + y"


def test_a_chain_of_conditions_however_long_is_looked_through():
    assert bound("if a: b = 1\n" + "elif c: d = 2\n" * 2000 + "else: e = 3") == {"b", "d", "e"}


@pytest.mark.parametrize("line", ["self_attention = lambda X, q, k, v: X", "self_attention: F = lambda *a: a"])
def test_a_line_that_is_no_python_hides_no_lambda(line):
    assert list(functions(f"{line}\nprint self_attention")) == ["self_attention"]
