"""Functions are asked with the names as they stood at a place in the notebook, and otherwise as at its end."""

import functools

import pytest

from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.rubric import StudentError
from autograder.sandbox.guest.snapshots import Moment
from autograder.sandbox.guest.used_names import used_names

PLACE = 5  # of the cell at which things are kept; those before it have lower numbers
ANSWER = "import numpy as np\nfrom math import sqrt\ndef helper(x): return sqrt(x)\ndef f(x): return np.exp(helper(x))"
HELD = """
import warnings
table, values, W = {"one": 1}, [1, 2], np.ones(3)
class Layer:
    scale = 1
    def __call__(self): return self.scale
layer = Layer()
layer.scale = 1
import collections, types
options = types.SimpleNamespace(scale=1)
counts, queue = collections.Counter("one"), collections.deque([1, 1])
counts["one"] = 1
def scaled(x, by=1): return x * by * scaled.factor * options.scale * counts["one"] * queue[1]
scaled.factor = 1
def f(x, f=f):
    print("oi")
    warnings.warn("ai")
    return scaled(f(x)) * table["one"] * sum(values) / 3 * W.mean() * layer() + 0 * len("")
"""


@pytest.fixture
def both(sandbox):
    """`both(before, after)`: the student at the place, and at the end."""
    opened = []

    def both(before, *after):
        cells = [Cell(0, before), *(Cell(PLACE + number, source) for number, source in enumerate(after, 1))]
        student = FencedStudent(sandbox, cells, Budget(call_cpu=1.0), answers=[0], places={"c": PLACE})
        opened.append(student)
        student.run()
        return student.moments("c")

    yield both
    for student in opened:
        student.__exit__()


@pytest.mark.parametrize(
    "later",
    [
        "%reset -f",
        "del f",
        "np = None",
        "globals().clear()",
        "def helper(x): return -x",
        "sqrt = 3",
        "for np in range(3): pass",
        "from cmath import *\ndef f(x, y): pass",
        "np.exp = None",
        "np.random.seed = None",
        "import builtins; builtins.len = None; builtins.__import__ = None",
        "import warnings; warnings.simplefilter('error')",
        "import sys; sys.setrecursionlimit(40)",
        "np.seterr(all='raise')",
        "import sys; sys.stdout = None",
        "table.clear()",
        "values[0] = 9; values.append(1)",
        "W *= 0",
        "Layer.__call__ = lambda self: 9",
        "layer.scale = 9",
        "import sys; sys.stdout.close(); sys.stdout = None",
        "options.scale = 9",
        "counts['one'] += 8; queue.popleft()",
        "scaled.factor = 9",
        "scaled.__defaults__ = (9,)",
    ],
)
def test_what_later_cells_do_to_names_costs_nothing(both, later):
    answer = (
        ANSWER + "\nimport warnings\ndef f(x, f=f):\n    print('oi'); warnings.warn('ai'); return f(x) + 0 * len('')"
    )
    here, *_ = both(answer, later)
    assert here.call("f", 4.0) == pytest.approx(7.389056)
    assert here.call("f", 4.0) == pytest.approx(7.389056)


def test_what_stands_only_further_down_is_found_too(both):
    here, *more = both("def f(x): return helper(x)", "def helper(x): return 2 * x")
    assert here.call("f", 1) == 2
    assert more == []


def test_what_stands_further_down_hides_no_builtin(both):
    here, *_ = both("def f(x): return sum(x)", "sum = 10")
    assert here.call("f", [1, 2]) == 3


def test_one_moment_can_be_asked_after_the_other_and_back_again(both):
    moments = both("x = 1\ndef f(): return x", "x = 2")
    here = next(moments)
    assert here.call("f") == 1
    end = next(moments)
    assert [end.call("f"), here.call("f"), end.call("f")] == [2, 1, 2]


@pytest.mark.parametrize(
    "later",
    [
        "y = 1",
        "def g(): return f",
        "f(4.0)",
        "import sys, os\nimport numpy as numpy2",
        "class A: pass",
        "%matplotlib inline",
    ],
)
def test_a_function_that_would_find_the_same_at_the_end_is_not_asked_again(both, later):
    moments = both(ANSWER, later)
    next(moments).call("f", 4.0)
    assert list(moments) == []


@pytest.mark.parametrize(
    ("before", "later"),
    [
        (ANSWER, "def helper(x): return x"),
        (ANSWER, "np.exp = np.log"),
        ("x = 1\ndef f(): return globals()['x']", "x = 3"),
        ("x = 1\nclass A:\n    def g(self): return x\ndef f(): return A().g()", "x = 3"),
        ("x = 1\nimport functools\n@functools.cache\ndef g(): return x\ndef f(): return g()", "x = 3"),
        ("x = 1\nclass A:\n    def __call__(self): return x\nf = A()", "x = 3"),
        ("x = 1\nclass A:\n    @staticmethod\n    def g(): return x\nf = A().g", "x = 3"),
        ("x = 1\nimport functools\ndef g(y): return x\nf = functools.partial(g, 1)", "x = 3"),
        ("x = 1\ndef outer():\n    def inner(): return x\n    return inner\nf = outer()", "x = 3"),
        ("x = 1\ndef f(): return [x for _ in range(3)]", "x = 3"),
    ],
)
def test_a_function_that_would_find_something_else_at_the_end_is_asked_again(both, before, later):
    moments = both(before, later)
    here = next(moments)
    here.asked.add("f")
    assert len(list(moments)) == 1


def test_no_second_moment_where_no_cell_follows(both):
    assert len(list(both(ANSWER))) == 1


def test_the_end_is_what_counts_for_a_check_without_a_place(sandbox):
    with FencedStudent(sandbox, [Cell(0, "def f(): return 1")]) as student:
        assert [moment.call("f") for moment in student.moments("c")] == [1]


def test_a_function_that_hangs_where_it_stood_is_still_asked_as_at_the_end(both):
    moments = both("def f():\n    while True: pass", "def f(): return 1")
    here = next(moments)
    for _ in range(2):
        with pytest.raises(StudentError):
            here.call("f")
    assert next(moments).call("f") == 1


def test_objects_that_refuse_to_be_looked_at_cost_nothing(both):
    refuses = "class A:\n    @property\n    def __dict__(self): raise KeyError\n    __class__ = __dict__\na = A()\n"
    here, *_ = both(f"{refuses}def f(): return 1", "a = 1")
    assert here.call("f") == 1


def test_a_library_function_uses_none_of_the_notebooks_names():
    assert used_names(["f"], {"f": functools.reduce, "g": len}) == {"f"}


def test_attributes_that_a_module_has_got_since_stay(monkeypatch):
    import math

    namespace = {"math": math}
    moment = Moment(namespace)
    monkeypatch.setattr(math, "new", 1, raising=False)
    monkeypatch.setattr(math, "pi", 3)
    moment.put_back(namespace, moment)
    assert (math.new, math.pi) == (1, pytest.approx(3.14159))
