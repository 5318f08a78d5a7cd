"""Which cells an answer needs, by what each binds, uses and changes."""

import time

import pytest

from autograder.parse.dependencies import needed, uses

SOURCES = {
    0: "import numpy as np\nfrom math import sqrt",
    1: "def helper(x): return np.sum(x)",
    2: "Q = 3\nX = 4",
    3: "def answer(X):\n    Q = helper(X)\n    return Q * scale",
    4: "scale = sqrt(2)",
    5: "plt.plot(answer(X))",
    6: "isto não é código, mas scale aparece",
    7: "!pip install torch",
}


def test_needed_is_what_answers_use_through_others_and_nothing_that_only_shares_a_local_name():
    assert needed(SOURCES, [3]) == {0, 1, 3, 4}


@pytest.mark.parametrize(
    "source",
    [
        "from tools import *",
        "globals()['scale'] = 2",
        "exec('scale = 2')",
        "for scale in range(3): pass",
        "with a as scale: pass",
        "if True:\n    def helper(x): pass",
        "scale += 1",
        "(scale := 3)",
        "import scale.part",
        "class helper: pass",
        "a, (b, scale) = 1, (2, 3)",
    ],
)
def test_every_way_to_bind_a_name_counts(source):
    sources = {index: text for index, text in SOURCES.items() if index not in (1, 4)} | {9: source}
    assert 9 in needed(sources, [3])


def test_of_several_cells_that_bind_a_name_the_last_one_before_it_is_needed():
    sources = {
        0: "import numpy as np",
        1: "import numpy as np\nslow()",
        3: "def f(x): return np.sum(x)",
        5: "import numpy as np",
    }
    assert needed(sources, [3]) == {1, 3}
    assert needed({0: "import math\ndef f(x): return math.exp(x)", 1: "import math"}, [0]) == {0}


@pytest.mark.parametrize(
    "change",
    [
        "config['axis'] = -1",
        "config.axis = -1",
        "config.update(axis=-1)",
        "config['a']['b'] += 1",
        "del config['axis']",
        "if True:\n    config.axis = 1",
    ],
)
def test_what_sets_a_part_of_something_that_an_answer_uses_is_needed(change):
    sources = {0: "config = {}", 1: "x = 1", 2: change, 3: "def f(): return config['axis']"}
    assert needed(sources, [3]) == {0, 2, 3}


def test_calls_of_library_functions_set_nothing_up():
    sources = {0: "import numpy as np", 1: "np.savetxt('a', x)", 2: "np.random.seed(0)", 3: "def f(): return np.pi"}
    assert needed(sources, [3]) == {0, 3}


def test_names_that_are_used_in_any_scope_count_and_locals_do_not():
    source = "def f(a, b=B):\n    c = a\n    return [C + d for d in c] + (lambda e: E + e)(c)\nclass G(H):\n    i = J"
    assert uses(source) >= {"B", "C", "E", "H", "J"}
    assert not uses(source) & {"a", "b", "c", "d", "e"}


def test_thousands_of_small_cells_are_looked_through_at_once():
    sources = {index: f"a{index} = a{index + 1}\nc = d" for index in range(3000)}
    started = time.monotonic()
    assert needed(sources, [0]) == {*sources}
    assert time.monotonic() - started < 5
