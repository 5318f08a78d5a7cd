"""Ordinary nbgrader courses, graded by stock nbgrader and by ours: same scores, outputs and database rows."""

import json

import nbformat
import pytest

from autograder.course.files import FILE_LIMIT, files_beside
from autograder.jail.jail import SandboxError
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from tests.conftest import nbgrader
from tests.forging import FORGE
from tests.golden.oracles import graded, rows
from tests.reach import scratch
from tests.reach.courses import (
    Course,
    auto_scores,
    differences,
    essay,
    grade_both_ways,
    grade_cell,
    manual,
    solution,
    task,
)

FENCE = "\nfrom autograder import plugin\nplugin.configure(c)\n"

LAB = Course(
    source={
        "dados": [
            solution("mean", "def mean(values):\n    return sum(values) / len(values)"),
            grade_cell("reads", 2, "from helpers.io import load\nassert mean(load('data/notas.csv')) == 7.5"),
            grade_cell("partial", 4, "points = 0\nfor n in (1, 2, 3):\n    points += mean([n]) == n\npoints"),
            grade_cell("bytes", 1, "assert len(open('data/bytes.bin', 'rb').read()) == 5 << 20"),
            grade_cell("stderr", 1, "import sys\nprint('aviso', file=sys.stderr)"),
            grade_cell("warning", 1, "import numpy as np\nassert np.log(mean([0])) < 0"),
            grade_cell("prints", 1, "print('tudo bem'); 'texto'"),
            grade_cell("magic", 1, "%%time\nassert mean([2, 4]) == 3"),
        ],
        "graficos": [
            manual("plot", 3, "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);"),
            essay("why", 2),
            task("draw", 4),
            grade_cell("figures", 1, "import matplotlib.pyplot as plt\nassert not plt.get_fignums()"),
            grade_cell("awaits", 1, "import asyncio\nassert await asyncio.sleep(0, 1) == 1"),
        ],
        "rascunho": [
            solution("double", "def double(x):\n    return 2 * x"),
            grade_cell("doubles", 1, "assert double(2) == 4"),
        ],
    },
    files={
        "helpers/__init__.py": "",
        "helpers/io.py": "def load(path):\n    return [float(line) for line in open(path)]\n",
        "data/notas.csv": "7\n8\n",
        "data/bytes.bin": bytes(5 << 20),
    },
    students={
        "ana": {
            "dados": {"mean": "def mean(values): return sum(values) / len(values)"},
            "graficos": {"plot": "import matplotlib.pyplot as plt\nplt.bar([1, 2], [3, 4]);", "why": "Porque sim."},
            "rascunho": {"double": "def double(x): return x + x"},
        },
        "bia": {
            "dados": {"mean": "def mean(values):\n    print('média'); return values[0]"},
            "graficos": {"plot": "plt.plot(["},
            "rascunho": {"double": "from own import double"},
        },
        "caio": {},
        "dora": {"dados": {"mean": "import helpers.io\nhelpers.io.load = lambda path: [7.5]\nmean = max"}},
    },
    submitted={
        "bia": {"own.py": "def double(x):\n    return x * 2\n", "data/notas.csv": "overwritten by the source's"}
    },
    scratch={"ana": {"rascunho": scratch.EQUAL}},
)


@pytest.fixture(scope="module")
def lab(sandbox, tmp_path_factory):
    return grade_both_ways(tmp_path_factory.mktemp("lab"), LAB, FENCE, "lab")


def told(found):
    return json.dumps(found, indent=1, ensure_ascii=False)[:6000]


@pytest.mark.oracle
def test_a_lab_with_files_modules_plots_magics_and_partial_credit_shows_the_same_in_every_cell(lab):
    stock, ours = lab
    assert len(list(ours.glob("autograded/*/ps1/*.ipynb"))) == 12
    found = differences(stock, graded(ours))
    assert not found, told(found)


@pytest.mark.oracle
def test_the_gradebooks_of_both_ways_hold_the_same_rows(lab):
    stock, ours = lab
    assert stock.rows == rows(ours)


def test_the_scores_are_those_that_the_course_means(lab):
    _, ours = lab
    ana, bia, caio = (auto_scores(ours, student) for student in ("ana", "bia", "caio"))
    assert ana["dados/reads"] == 2
    assert (ana["dados/partial"], bia["dados/partial"], caio["dados/partial"]) == (3, 3, 0)
    assert (ana["dados/stderr"], ana["dados/warning"], ana["dados/prints"], ana["dados/bytes"]) == (0, 0, 1, 1)
    assert bia["dados/reads"] == 0  # her own data file was replaced by the course's
    assert bia["rascunho/doubles"] == 1  # by the module that she handed in
    assert caio["graficos/plot"] == 0  # an unchanged manual cell
    assert ana["graficos/plot"] is None  # waits for a person


def test_what_student_code_writes_never_leaves_the_fence(lab):
    _, ours = lab
    assert not list(ours.rglob("mod_novo.py"))
    assert not list(ours.rglob("novo.txt"))


def test_the_course_of_nbgrader_quickstart_is_graded_the_same(sandbox, tmp_path):
    assert nbgrader(tmp_path, "quickstart", "stock").returncode == 0
    source = nbformat.read(tmp_path / "stock/source/ps1/problem1.ipynb", as_version=4)
    model = {cell.metadata.nbgrader.grade_id: cell.source for cell in source.cells if "nbgrader" in cell.metadata}
    careless = {"squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]"}
    broken = {"squares": "def squares(n):\n    return [i ** 2", "sum_of_squares_application": "raise ValueError('ç')"}
    students = {"ana": {"problem1": model}, "bia": {"problem1": careless}, "caio": {"problem1": broken}}
    stock, ours = grade_both_ways(tmp_path, Course({}, students), FENCE)
    assert not differences(stock, graded(ours)), told(differences(stock, graded(ours)))
    assert stock.rows == rows(ours)
    assert auto_scores(ours, "ana")["problem1/correct_squares"] == 1
    assert auto_scores(ours, "bia")["problem1/squares_invalid_input"] == 0


EXAM = Course(
    source={
        "prova": [
            solution("answer", "def answer(): return 42"),
            grade_cell("before", 1, "assert True"),
            grade_cell("during", 2, "assert answer() == 42"),
            grade_cell("after", 1, "assert answer.__name__ == 'answer'"),
        ]
    },
    students={
        "laco": {"prova": {"answer": "def answer():\n    while True: pass"}},
        "dorme": {"prova": {"answer": "import time\ndef answer(): time.sleep(60)"}},
        "sai": {"prova": {"answer": "import sys\ndef answer(): sys.exit(0)"}},
        "recursao": {"prova": {"answer": "def answer(): return answer()"}},
        "pergunta": {"prova": {"answer": "def answer(): return int(input())"}},
    },
    stock_config="c.Execute.timeout = 3\n",
    our_config="c.FencedExecute.limits = {'cell_cpu': 3, 'cell_wall': 3}\n",
)


@pytest.mark.oracle
def test_cells_that_never_end_or_that_leave_score_as_in_stock(sandbox, tmp_path):
    stock, course = grade_both_ways(tmp_path, EXAM, FENCE, "exam")
    ours = graded(course)
    assert stock.rows == ours.rows
    for student in ("laco", "dorme"):
        outputs = [way.notebooks[f"{student}/prova"][2]["outputs"] for way in (stock, ours)]
        assert [len(output) for output in outputs] == [2, 2]
        assert outputs[0][0]["ename"] == outputs[1][0]["ename"] == "KeyboardInterrupt"
        assert outputs[1][1]["output_type"] == "error"  # stock's says CellTimeoutError, ours says why in Portuguese
    calm = {source for notebook, source, *_ in differences(stock, ours)}
    assert calm == {"assert answer() == 42"}  # input(): stock's traceback quotes the source of ipykernel


DEADLY = [
    "import os; os._exit(0)",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "import ctypes; ctypes.string_at(0)",
]


@pytest.mark.parametrize("source", DEADLY)
def test_a_cell_that_kills_the_kernel_never_earns_full_marks(sandbox, source):
    cells = [Cell(0, f"def answer():\n    {source}"), Cell(1, "answer()"), Cell(2, "1 + 1")]
    with FencedStudent(sandbox, cells) as student:
        ran = student.run()
    assert ran[1].stopped is not None
    assert ran[2].outputs[0]["data"] == {"text/plain": "2"}


@pytest.mark.oracle
def test_what_cannot_be_equal_is_known_with_its_reason(sandbox, tmp_path):
    cells = ["x = 1; from IPython.display import Javascript", *scratch.UNEQUAL]
    course = Course({"p": [grade_cell("t", 1, "assert True")]}, {"ana": {}}, scratch={"ana": {"p": cells}})
    stock, ours = grade_both_ways(tmp_path, course, FENCE, "unequal")
    assert [source for _, source, *_ in differences(stock, graded(ours))] == list(scratch.UNEQUAL)
    assert stock.rows == rows(ours)


# Files: into every child, never out of it, never out of the folder.


def test_files_are_there_again_unchanged_after_a_child_has_died(sandbox):
    cells = [Cell(0, "open('a/b.txt', 'w').write('trocado')"), Cell(1, "import os; os._exit(1)")]
    cells += [Cell(2, "open('a/b.txt').read()")]
    with FencedStudent(sandbox, cells[1:], files={"a/b.txt": "ç".encode()}) as student:
        assert student.run()[2].outputs[0]["data"]["text/plain"] == "'ç'"
    with FencedStudent(sandbox, [Cell(0, "import os; os.listdir('.')")]) as student:
        assert student.run()[0].outputs[0]["data"]["text/plain"] == "[]"


@pytest.mark.parametrize("name", ["../a", "/etc/a", "a/../../b", "", "a\0b"])
def test_a_path_that_leads_out_of_the_work_folder_is_refused(sandbox, name):
    with pytest.raises(ValueError, match="not a path inside"):
        FencedStudent(sandbox, [], files={name: b""})


def test_files_too_large_for_the_fence_are_our_fault_and_named(sandbox, tmp_path):
    with pytest.raises(ValueError, match=r"large\.bin"):
        FencedStudent(sandbox, [], files={"large.bin": bytes(FILE_LIMIT + 1)})
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    with pytest.raises(ValueError, match=r"large\.bin"):
        files_beside(tmp_path)


def test_a_file_that_cannot_be_written_is_our_fault(sandbox):
    with pytest.raises(SandboxError, match="a/b"), FencedStudent(sandbox, [], files={"a": b"", "a/b": b""}) as student:
        student.run()


def test_files_of_the_largest_size_arrive_whole(sandbox):
    data = bytes(range(256)) * (FILE_LIMIT // 256)
    cells = [Cell(0, "d = open('x', 'rb').read(); len(d), d[:3], d[-1]")]
    with FencedStudent(sandbox, cells, files={"x": data}) as student:
        assert student.run()[0].outputs[0]["data"]["text/plain"] == f"({FILE_LIMIT}, b'\\x00\\x01\\x02', 255)"


def test_beside_a_notebook_are_all_files_but_notebooks_and_links(tmp_path):
    for name in ("a.csv", "sub/b.py", "p1.ipynb", ".ipynb_checkpoints/p1-checkpoint.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    assert files_beside(tmp_path) == {"a.csv": b"a.csv", "sub/b.py": b"sub/b.py"}


def test_of_an_outputs_metadata_only_numbers_and_words_are_kept(sandbox):
    evil = "{'width': '1 onerror=alert(1)', 'height': 7, 'filenames': {'image/png': 'x'}, 'needs_background': 'dark'}"
    source = f"display({{'image/png': 'x'}}, raw=True, metadata={{'image/png': {evil}, 'other': 1, 'width': [1]}})"
    with FencedStudent(sandbox, [Cell(0, source)]) as student:
        (output,) = student.run()[0].outputs
    assert output["metadata"] == {"image/png": {"height": 7, "needs_background": "dark"}}


def test_a_forged_update_changes_no_output_but_a_display_of_an_earlier_cell(sandbox):
    forged = "[[0, 0, o], [1, 0, o], [9, 0, o], [1, -1, o], [1, 0], 7]"
    display = "o = {'output_type': 'display_data', 'data': {'text/plain': 'forjado'}}"
    source = f"{FORGE}{display}\nforge(shown(count=3, updates={forged})); os._exit(0)"
    cells = [Cell(0, "1 / 0"), Cell(1, "display(1)"), Cell(2, source)]
    with FencedStudent(sandbox, cells, Budget()) as student:
        ran = student.run()
    assert ran[0].outputs[0]["ename"] == "ZeroDivisionError"
    assert ran[1].outputs[0]["data"] == {"text/plain": "forjado"}
