"""Scripts on a student's objects: fenced and local alike, data only, and what is lent to them."""

import numpy as np
import pytest

from autograder.judge.run.requests import Cell
from autograder.judge.run.student import FencedStudent
from autograder.notebook import LocalStudent
from autograder.rubric import Get, Invoke, Lent, New, Refusal, Seen, Set, StudentError, Verdict, Watch
from tests.forging import FORGE

COUNTER = """
import numpy as np

class Part:
    def __init__(self, size):
        self.W = np.ones(size)

class Whole:
    made = 0

    def __init__(self, size, count=2):
        self.parts = [Part(size) for _ in range(count)]
        self.random = np.random.rand()
        Whole.made += 1

    def forward(self, x, scale=1):
        self.last = x
        for part in self.parts:
            x = x * part.W
        return x * scale
"""


@pytest.fixture(params=["fenced", "local"])
def student(request, sandbox):
    """`student(source)`: the same answers must come from behind the fence and from a plain kernel."""
    opened = []

    def student(source):
        if request.param == "local":
            namespace = {}
            exec(source, namespace)
            return LocalStudent(namespace)
        opened.append(FencedStudent(sandbox, [Cell(0, source)]))
        opened[0].run()
        return opened[0]

    yield student
    for fenced in opened:
        fenced.__exit__()


def failure(student, *steps, **options):
    with pytest.raises(StudentError) as caught:
        student.perform(*steps, **options)
    return caught.value


def test_an_object_is_made_changed_read_and_called_in_one_go(student):
    x = np.arange(3.0)
    parts, size, output, last = student(COUNTER).perform(
        New("a", "Whole", (3,)),
        Set("a.parts.1.W", np.array([2.0, 3.0, 4.0])),
        Get("a.parts"),
        Get("a.parts.0.W"),
        Invoke("a.forward", (x, 10)),
        Get("a.last"),
    )
    assert [item.type_name for item in parts] == ["Part", "Part"]
    np.testing.assert_array_equal(size, np.ones(3))
    np.testing.assert_array_equal(output, [0, 30, 80])
    np.testing.assert_array_equal(last, x)


def test_several_objects_live_side_by_side_and_none_outlives_its_script(student):
    one = student(COUNTER)
    made = New("a", "Whole", (1,)), New("b", "Whole", (1,)), Set("a.parts.0.W", np.array([5.0]))
    assert one.perform(*made, Invoke("a.forward", (1.0,)), Invoke("b.forward", (1.0,))) == [[5.0], [1.0]]
    assert failure(one, Get("a.parts")).verdict is Verdict.MISSING


def test_a_function_is_called_in_the_same_script_and_np_random_is_seeded_once(student):
    source = COUNTER + "def double(x): return 2 * x"
    expected = np.random.RandomState(7).rand(2).tolist()
    steps = New("a", "Whole", (1,)), New("b", "Whole", (1,)), Get("a.random"), Get("b.random"), Invoke("double", (4,))
    assert student(source).perform(*steps, seed=7) == [*expected, 8]


def test_a_result_is_kept_as_it_was_when_it_was_given(student):
    source = """
import numpy as np
class Buffer:
    def __init__(self): self.out = np.zeros(1)
    def forward(self, x):
        self.out[0] = x
        return self.out
"""
    assert student(source).perform(New("b", "Buffer"), Invoke("b.forward", (1,)), Invoke("b.forward", (2,))) == [
        [1],
        [2],
    ]


def test_results_that_are_too_large_together_are_a_limit_and_the_next_script_runs(sandbox):
    with FencedStudent(sandbox, [Cell(0, "import numpy as np\ndef f(n): return np.zeros(n)")]) as student:
        student.run()
        half = Invoke("f", (5 * 2**17,))  # 5 MiB
        assert len(student.perform(half, half, half)) == 3
        error = failure(student, half, half, half, half)
        assert (error.verdict, error.kind) == (Verdict.LIMIT, "limit")
        assert student.call("f", 1) == [0]


def test_a_missing_class_is_missing(student):
    assert failure(student("x = 1"), New("a", "Whole")).verdict is Verdict.MISSING


def test_a_class_whose_cell_failed_tells_why(sandbox):
    with FencedStudent(sandbox, [Cell(0, "class Whole:\n    size = 1 / 0")]) as broken:
        broken.run()
        error = failure(broken, New("a", "Whole"))
    assert (error.verdict, error.kind, error.name) == (Verdict.CRASH, "cell", "ZeroDivisionError")


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (Get("a.nothing"), "AttributeError"),
        (Get("a.parts.7"), "IndexError"),
        (Invoke("a.parts", ()), "TypeError"),
        (Set("a.parts.0.W.shape", 5), "ValueError"),
        (New("b", "Whole", (1, 2, 3, 4)), "TypeError"),
    ],
)
def test_a_step_that_breaks_is_the_students_error_and_the_next_script_runs(student, step, name):
    one = student(COUNTER)
    error = failure(one, New("a", "Whole", (1,)), step)
    assert (error.verdict, error.name) == (Verdict.CRASH, name)
    assert len(one.perform(New("a", "Whole", (1,)), Get("a.parts"))) == 1


@pytest.mark.parametrize("path", ["", "a.", ".a", "a..b", "a b", "a()", "a.-1", "a['b']", "0"])
def test_a_path_that_is_none_is_our_fault_and_never_reaches_the_child(student, path):
    with pytest.raises(ValueError, match="no path"):
        student(COUNTER).perform(Get(path))


def test_a_variable_cannot_be_set_only_what_belongs_to_one(student):
    with pytest.raises(ValueError, match="no path"):
        student(COUNTER).perform(Set("Whole", 1))


def area(attributes, scale):
    if not isinstance(attributes.get("side"), (int, float)):
        raise Refusal("side não é um número")
    return attributes["side"] ** 2 * scale


SQUARES = """
class Square:
    def __init__(self, side): raise NotImplementedError
class House:
    def __init__(self, side): self.floor = Square(side)
    def price(self, scale): return self.floor.area(scale=scale)
"""
LENT = {"Square": Lent(("side",), (("area", area), ("__call__", area)))}


def test_a_lent_class_is_made_by_the_students_class_and_computed_by_the_judge(student):
    one = student(SQUARES)
    assert failure(one, New("h", "House", (3,))).verdict is Verdict.MISSING
    made = New("h", "House", (3,))
    steps = Invoke("h.price", (2,)), Get("h.floor.side"), Set("h.floor.side", 10.0), Invoke("h.floor", (1,))
    first, side, second = one.perform(made, *steps, provide=LENT)
    assert (first, side, second) == (18.0, 3.0, 100.0)
    assert failure(one, made).verdict is Verdict.MISSING  # the student's own is back in its place


MISUSES = {
    "Square()": "TypeError",
    "Square(1, 2)": "TypeError",
    "Square(edge=1)": "TypeError",
    "Square(1).side.real.imaginary": "AttributeError",
    "Square(1).area()": "ValueError",
    "Square(1).area(1, 2)": "ValueError",
    "Square(1).area(size=3)": "ValueError",
}


@pytest.mark.parametrize(("misuse", "name"), MISUSES.items())
def test_misusing_a_lent_class_is_the_students_error(student, misuse, name):
    error = failure(student(f"def f(): return {misuse}"), Invoke("f"), provide=LENT)
    assert (error.verdict, error.name) == (Verdict.CRASH, name)


def test_what_a_lent_object_was_made_to_hold_is_checked_by_the_lent_method(student):
    source = "def f():\n    s = Square(1)\n    s.side = 'x'\n    return s.area(1)"
    assert failure(student(source), Invoke("f"), provide=LENT).message == "side não é um número"


SHAPES = """
class Square:
    units = "m"

    def __init__(self, edge, colour="red", *, tag=None):
        self.edge, self.sides = edge, 4
        self.area_of_paint = lambda: edge

    def __call__(self, factor=1):
        return self.area(factor)

    def area(self, factor, rounded=False): raise NotImplementedError
    def twice(self): return 2 * self.area(1)
    @property
    def corners(self): return self.sides
    @staticmethod
    def name(): return "square"

Quadrado = Square

class Tile(Square):
    def __init__(self, edge):
        super().__init__(edge)
        self.glazed = True

    def area(self): return super().area(factor=1)

def f(): return {call}
"""
OWN = {"Square": Lent(("side",), (("area", area), ("__call__", area)))}


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("Square(3).area(2)", 18),
        ("Square(3).area(*[1])", 9),
        ("Square(edge=3, colour='blue', tag=1).area(factor=2, rounded=True)", 18),
        ("Square(3)(2)", 18),
        ("Square(3).twice()", 18),
        ("Quadrado(3).twice()", 18),
        ("Tile(3).area() * Tile(1).glazed", 9),
        ("Square(3).sides + Square(3).corners", 8),
        ("len(Square(3).units + Square(3).name())", 7),
        ("Square(3).area_of_paint()", 3),
    ],
)
def test_what_is_lent_takes_what_the_students_own_takes_and_has_what_his_own_has(student, call, result):
    one = student(SHAPES.replace("{call}", call))
    assert one.perform(Invoke("f"), provide=OWN) == [result]
    if "area(" in call:  # his own is back in its place
        assert failure(one, Invoke("f")).verdict is Verdict.MISSING


def test_a_constructor_that_breaks_costs_nothing_where_only_what_is_lent_is_used(student):
    one = student(
        "class Square:\n"
        "    def __init__(self, side): self.side = sid\n"
        "    def area(self, s): pass\n"
        "def f(): return Square(3).area(1)\n"
        "def g(): return Square(3).colour"
    )
    assert one.perform(Invoke("f"), provide=OWN) == [9]
    assert failure(one, Invoke("g"), provide=OWN).name == "NameError"


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def g(x, scale=1)", "g(3)"),
        ("def g(y, extra=None)", "g(3, extra='no')"),
        ("def g(largura, *others, **more)", "g(3, 1, 2, z=4)"),
        ("def g(scale, x)", "g(None, 3)"),
        ("h = lambda x: 0\ndef g(x)", "g(x=3)"),
    ],
)
def test_a_lent_function_finds_its_arguments_by_name_and_then_by_place(student, definition, call):
    source = f"{definition}: return 0\ndef f(): return {call}"
    assert student(source).perform(Invoke("f"), provide={"g": lambda x: 10 * x}) == [30]


def test_all_names_of_a_function_are_lent_and_given_back(student):
    one = student("def g(x): return 0\nalias = g\ndef f(): return g(1) + alias(1)")
    assert one.perform(Invoke("f"), provide={"g": lambda x: 10 * x}) == [20]
    assert one.perform(Invoke("f")) == [0]


@pytest.mark.parametrize(
    "keeps",
    [
        "def f(x, norm=g): return norm(x)",
        "from functools import partial\nh = partial(g, scale=2)\ndef f(x): return h(x)",
        "ways = {'g': [g]}\ndef f(x): return ways['g'][0](x)",
        "class Layer:\n    norm = staticmethod(g)\ndef f(x): return Layer().norm(x)",
        "def around(norm):\n    return lambda x: norm(x)\nf = around(g)",
    ],
)
def test_a_function_that_somebody_kept_is_lent_and_watched_and_given_back(student, keeps):
    one = student(f"def g(x, scale=1): return -x * scale\n{keeps}")
    assert one.perform(Invoke("f", (3.0,)), provide={"g": lambda x: 10 * x}) == [30]
    assert one.perform(Watch("g", ("x",)), Invoke("f", (3.0,)), Seen())[1] == [
        [0, [3.0], one.perform(Invoke("f", (3.0,)))[0]]
    ]
    assert one.perform(Invoke("f", (3.0,)))[0] in (-3, -6)


def test_a_library_function_is_not_changed_for_who_else_uses_it(student):
    one = student(
        "from statistics import mean, fmean\nimport statistics\ndef f(): return statistics.mean([1, 3]), mean([1, 3])"
    )
    assert one.perform(Invoke("f"), provide={"mean": lambda x: 10}) == [(2, 10)]


def test_uses_of_functions_and_objects_are_watched_and_compute_as_they_did(student):
    source = """
import numpy as np
class Part:
    def __call__(self, y, bias=0): return self.forward(y) + bias
    def forward(self, y): return 2 * y
class Whole:
    def __init__(self): self.one, self.other, self.same = Part(), Part(), None
    def forward(self, x): return g(self.one(x, bias=1), scale=3) + self.other.forward(y=x)
def g(x, scale): x *= scale; return x
"""
    x = np.ones(2)
    watched = (
        Watch("g", ("x",)),
        New("a", "Whole"),
        Watch("a.one", ("x", "z")),
        Watch("a.other", ("x",)),
        Watch("h", ()),
    )
    one = student(source)
    output, calls = one.perform(*watched, Invoke("a.forward", (x,)), Seen())
    assert output.tolist() == [11, 11]
    assert [number for number, _, _ in calls] == [1, 1, 0, 2]  # Part.forward ends before __call__ does
    np.testing.assert_array_equal([given[0] for _, given, _ in calls], [[1, 1], [1, 1], [3, 3], [1, 1]])
    np.testing.assert_array_equal([out for _, _, out in calls], [[2, 2], [3, 3], [9, 9], [2, 2]])
    assert [given[1:] for _, given, _ in calls] == [[None], [1], [], []]
    assert one.perform(New("a", "Whole"), Invoke("a.forward", (x,)), Seen())[1] == []


def test_an_object_that_two_paths_lead_to_is_known_by_the_first(student):
    source = (
        "class Part:\n    def f(self, x): return x\nclass Whole:\n    def __init__(self): self.parts = [Part()] * 2"
    )
    steps = (
        New("a", "Whole"),
        Watch("a.parts.0", ("x",)),
        Watch("a.parts.1", ("x",)),
        Invoke("a.parts.1.f", (5,)),
        Seen(),
    )
    assert student(source).perform(*steps) == [5, [[0, [5], 5]]]


SENSELESS = [
    ("{'keywords': ['a', 'b'], 'attributes': ['c']}", "{'tuple': [{'tuple': [1]}]}"),
    ("{'name': 'Square.__class__'}", "{'tuple': [{'tuple': []}]}"),
    ("{'name': 'House'}", "{'tuple': [{'tuple': []}]}"),
    ("{}", "{'tuple': [{'list': [1]}]}"),
    ("{}", "{'tuple': [None]}"),
]
MALFORMED = [
    ("{'attributes': 7}", "{'tuple': [{'tuple': []}]}"),
    ("{'keywords': [1]}", "{'tuple': [{'tuple': [1]}]}"),
    ("{'name': ['Square']}", "{'tuple': [{'tuple': []}]}"),
    ("{'more': 1}", "{'tuple': [{'tuple': []}]}"),
    ("{}", "{'tuple': []}"),
]


def calls_back(changes, value):
    header = f"{{'op': 'Callback', 'name': 'Square.area', 'keywords': [], 'attributes': [], **{changes}}}"
    return f"{FORGE}def f():\n    forge({header}, {value})\n    return len(os.read(3, 10000)) and 1"


@pytest.mark.parametrize("forged", SENSELESS)
def test_a_forged_call_back_is_refused(sandbox, forged):
    with FencedStudent(sandbox, [Cell(0, calls_back(*forged))]) as student:
        student.run()
        assert student.perform(Invoke("f"), provide=LENT) == [1]


@pytest.mark.parametrize("forged", MALFORMED)
def test_a_malformed_call_back_is_no_answer(sandbox, forged):
    with FencedStudent(sandbox, [Cell(0, calls_back(*forged))]) as student:
        student.run()
        with pytest.raises(StudentError) as caught:
            student.perform(Invoke("f"), provide=LENT)
    assert (caught.value.verdict, caught.value.kind) == (Verdict.FORBIDDEN, "frame")


@pytest.mark.parametrize("claim", ["3", "{'list': []}", "{'list': [1, 2]}", "{'tuple': [1]}"])
def test_forged_results_of_the_wrong_number_are_no_answer(sandbox, claim):
    source = f"{FORGE}def f():\n    forge({{'op': 'ScriptResults'}}, {{'tuple': [{claim}]}})"
    with FencedStudent(sandbox, [Cell(0, source)]) as student:
        student.run()
        assert failure(student, Invoke("f")).verdict is Verdict.FORBIDDEN
