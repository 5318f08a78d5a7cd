"""A statement of an answer's cell that stops costs that statement; the others still run."""

import pytest

from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.sandbox.guest.rest import statements

RIGHT = "def f(x):\n    return 2 * x"
QUICK = Budget(cell_cpu=1.0, grace=1.0)


@pytest.fixture
def submit(sandbox):
    """`submit(*sources, answers=[0])`: a student whose cells have run."""
    opened = []

    def submit(*sources, answers=(0,)):
        cells = [Cell(index, source) for index, source in enumerate(sources)]
        close()  # a sandbox has one child at a time
        student = FencedStudent(sandbox, cells, QUICK, answers=answers, lenient=True)
        opened.append(student)
        student.run()
        return student

    def close():
        for student in opened:
            student.__exit__()

    yield submit
    close()


@pytest.mark.parametrize(
    "line",
    [
        "import torch",
        "import torch.nn as nn, math",
        "import torch, math\nmath.pi",
        "from google.colab import drive",
        "%load_ext nothing_of_the_kind",
        "import os\nos.chdir('/content/drive')",
        "input('Seu nome: ')",
        "raise NotImplementedError",
        "print(undefined)",
        "assert 1 + 1 == 3, 'hm'",
        "import sys\nsys.exit()",
        "open('dados.csv').read()",
        "Aqui está a minha resposta:",
        "x = = 2",
        "return x",
        "x = 1\nbreak",
        "if True:\n    import torch",
        "while True:\n    pass",
        "def broken(:\n    return 1\n\n",
        "'''\nEm várias\nlinhas\n'''\nprint(undefined)",
        "@torch.no_grad()",
        "raise KeyboardInterrupt\n" * 0 + "raise SystemExit(3)",
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_a_right_function_in_a_cell_that_stops_is_there(submit, line, below):
    source = f"{RIGHT}\n\n{line}" if below and not line.startswith("@") else f"{line}\n{RIGHT}"
    assert submit(source).call("f", 3) == 6


def test_the_lines_that_stopped_are_told_as_they_were_written(submit):
    student = submit(f"import torch\n%load_ext nothing\nx = 1\nprint(undefined); y = 2\n{RIGHT}\nisto não é código")
    assert student.ran[0].passed_over == (
        "import torch",
        "%load_ext nothing",
        "print(undefined); y = 2",
        "isto não é código",
    )


def test_what_ran_before_is_not_run_again_and_what_stopped_is_not_tried_again(submit):
    student = submit(
        f"made = []\nmade.append(1)\nmade.append(2); made.append(1 / 0)\nmade.append(3)\n{RIGHT}\ndef g(): return made"
    )
    assert student.call("g") == [1, 2, 2, 3]  # what shares its line with the error is
    student = submit("made = []\ndef stop():\n    made.append(1)\n    1 / 0\nstop()\ndef g(): return made")
    assert student.call("g") == [1]


@pytest.mark.parametrize(
    "below",
    [
        "assert f(1) == 3\ndel f",
        "print(undefined)\ndef f(x): return 0",
        "raise SystemExit\nwhile True: pass",
        "1 / 0\nf = g = None",
    ],
)
def test_what_stands_below_a_second_stop_does_not_undo_an_answer(submit, below):
    assert submit(f"g = 1\nA resposta:\nimport torch\n{RIGHT}\n{below}").call("f", 3) == 6


@pytest.mark.parametrize(
    "magic", ["%%time", "%%capture out", "%%writefile f.py", "%%script false --no-raise-error", "%%html"]
)
def test_an_answer_below_a_magic_is_there(submit, magic):
    assert submit(f"{magic}\n{RIGHT}").call("f", 3) == 6


@pytest.mark.parametrize("first", ["import torch", "print(undefined)"])
def test_a_helper_that_takes_the_place_of_what_is_there_is_defined_below_a_stop(submit, first):
    student = submit(
        "from math import floor", f"{first}\ndef floor(x): return 2 * x", "def f(x): return floor(x)", answers=[2]
    )
    assert student.call("f", 3) == 6


def test_a_magic_below_blank_lines_is_one(submit):
    assert submit(f"\n\n%%time\nimport torch\n{RIGHT}").call("f", 3) == 6


def test_the_line_inside_a_block_is_told(submit):
    student = submit(f"try:\n    import torch\nexcept ValueError:\n    pass\n{RIGHT}")
    assert student.ran[0].passed_over == ("import torch",)


def test_a_cell_of_a_magic_that_did_its_work_is_not_run_twice(submit):
    student = submit(f"%%time\nprint('uma vez')\n{RIGHT}")
    assert sum(output.get("text", "").count("uma vez") for output in student.ran[0].outputs) == 1


def test_annotations_and_bases_may_name_what_is_not_there(submit):
    student = submit("def f(x: torch.Tensor, y: 'Any' = 1) -> torch.Tensor:\n    return 2 * x")
    assert student.call("f", 3) == 6


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import torch\n    def f(x): return 2 * x\nexcept ValueError:\n    pass",
        "with torch.no_grad():\n    def f(x): return 2 * x",
        "if torch.cuda.is_available() or True:\n    if True:\n        def f(x): return 2 * x",
        "def f(x, device=torch.device('cpu'), *, kind=np.Nothing, by=2): return by * x",
        "class F(torch.nn.Module):\n    def __call__(self, x): return 2 * x\nf = F()",
        "@torch.jit\n@functools.cache\ndef f(x, y=torch.ones(1)): return 2 * x",
    ],
)
def test_a_definition_is_found_in_what_stops_around_it(submit, source):
    assert submit(f"import numpy as np\n{source}").call("f", 3) == 6


def test_names_that_numpy_2_took_away_are_there_for_an_answer(submit):
    student = submit("import numpy as np\ndef f(x): return np.product([x, 2]) if -np.Inf < x < np.PINF else np.NaN")
    assert student.call("f", 3) == 6


def test_a_helper_that_an_answer_needs_is_mended_like_an_answer(submit):
    student = submit(
        "import torch\nimport math\ndef half(x): return x / 2", "def f(x): return half(x) + math.floor(0)", answers=[1]
    )
    assert student.call("f", 3) == 1.5


def test_the_modules_that_are_there_are_imported_beside_one_that_is_not(submit):
    student = submit("import torch, math\ndef f(x): return math.floor(x)")
    assert student.call("f", 2.5) == 2
    assert student.ran[0].passed_over == ("import torch, math",)


def test_a_scratch_cell_that_stops_ends_there_as_in_a_notebook(submit):
    student = submit("1 / 0\nprint('depois')", RIGHT, answers=[1])
    assert [output["output_type"] for output in student.ran[0].outputs] == ["error"]
    assert student.ran[0].passed_over == ()


def test_every_cell_stops_as_in_a_notebook_where_no_answers_are_known(submit):
    student = submit(f"1 / 0\n{RIGHT}", answers=None)
    assert "f" not in [name for name in ("f",) if student.ran[0].passed_over]
    assert student.ran[0].passed_over == ()


def test_the_error_is_shown_once_and_what_the_rest_prints_after_it(submit):
    student = submit(f"import torch\nprint('depois')\n{RIGHT}")
    kinds = [output["output_type"] for output in student.ran[0].outputs]
    assert kinds == ["error", "stream"]


def test_the_rest_of_a_cell_has_a_time_limit_too(submit):
    student = submit(f"import torch\n{RIGHT}\nwhile True: pass")
    assert student.call("f", 3) == 6


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = 1\n\nb = 2", [(0, 1), (2, 3)]),
        ("@d\n@e(1)\ndef f():\n    pass\nx = 1", [(0, 4), (4, 5)]),
        ("texto\ndef f():\n    return 1\n", [(0, 1), (1, 3)]),
        ("def f(:\n    a = 1\n    return a\nx = 1", [(0, 3), (3, 4)]),
        ("x = (1,\n2\n)\né isto\ny = '''\na\n'''", [(0, 3), (3, 4), (4, 7)]),
        ("# comentário\nfoo bar\n", [(1, 3)]),
        ("def f():\n    return 1\n\u00a0\nx = 1", [(0, 2), (2, 3), (3, 4)]),  # a blank line copied from a page
        ("", []),
    ],
)
def test_statements_of_a_cell_whether_or_not_all_of_it_is_python(source, expected):
    assert [statement[:2] for statement in statements(source.split("\n"))] == expected
