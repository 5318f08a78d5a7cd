"""The judge's handle on a submission: deadlines, deaths, provided functions, and what a child may claim."""

import json
import re
import sys
import time

import numpy as np
import pytest

from autograder.judge.run.conversation import Conversation
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.rubric import Refusal, StudentError, Verdict
from tests.conftest import PROJECT
from tests.forging import FORGE

QUICK = Budget(cell_cpu=0.5, call_cpu=0.5, grace=1.0)


@pytest.fixture
def submit(sandbox):
    """`submit(*sources)`: a student whose cells have run; closed after the test."""
    opened = []

    def submit(*sources, budget=QUICK):
        close()  # a sandbox has one child at a time
        student = FencedStudent(sandbox, [Cell(index, source) for index, source in enumerate(sources)], budget)
        opened.append(student)
        student.run()
        return student

    def close():
        for student in opened:
            student.__exit__()

    yield submit
    close()


def failure(student, name, *args, **kwargs):
    with pytest.raises(StudentError) as caught:
        student.call(name, *args, **kwargs)
    return caught.value


def test_a_function_returns_plain_data(submit):
    student = submit("def f(x, y=2): return x * y, [x.tolist(), None], {'a': 1}")
    product, nested, opaque = student.call("f", np.ones(2))
    np.testing.assert_array_equal(product, [2, 2])
    assert nested == [[1, 1], None]
    assert opaque.type_name == "dict"


def test_np_random_is_seeded_for_a_call_and_only_on_request(submit):
    student = submit("import numpy as np\ndef f(): return np.random.randn(3)")
    expected = np.random.RandomState(5).randn(3)
    np.testing.assert_array_equal(student.call("f", seed=5), expected)
    assert not np.array_equal(student.call("f"), student.call("f"))


def test_an_exception_comes_with_its_name_message_and_the_students_line(submit):
    student = submit("x = 1\ndef f(a):\n    b = a + 1\n    return b @ [1, 2, 3]  # aqui")
    error = failure(student, "f", np.ones((2, 2)))
    assert (error.verdict, error.name) == (Verdict.CRASH, "ValueError")
    assert error.line == "return b @ [1, 2, 3]  # aqui"
    assert "matmul" in error.message


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))", "File numpy/linalg/"),
        ("import json\njson.loads('{')", "File json/decoder.py"),
        ("from numpy import nada", "from 'numpy' (numpy/__init__.py)"),
        ("import scipy; raise ImportError(scipy.__file__)", "ImportError: scipy/__init__.py"),
        ("import os; open(os.path.join(os.getcwd(), 'nada.csv'))", "No such file or directory: "),
        (
            "import warnings, numpy; warnings.warn_explicit('velho', UserWarning, numpy.__file__, 1)",
            "numpy/__init__.py:1",
        ),
        ("import traceback, json\ntry: json.loads('{')\nexcept ValueError: traceback.print_exc()", "json/decoder.py"),
        ("import numpy; numpy", "<module 'numpy' from 'numpy/__init__.py'>"),
        ("%xmode Verbose\nimport numpy as np\nnp.linalg.inv(np.zeros((2, 2)))", "File numpy/linalg/"),
        ("input()", "StdinNotImplementedError"),
    ],
)
def test_files_of_libraries_are_named_from_the_library_on_and_no_folder_of_the_server_is_shown(submit, source, shown):
    student = submit(source)
    text = re.sub(r"\\u001b\[[0-9;]*m", "", json.dumps(student.ran[0].outputs))
    assert shown in text
    for folder in (sys.prefix, sys.base_prefix, str(PROJECT), "site-packages", "dist-packages", "/kit", "autograder-"):
        assert folder not in text, text


def test_an_exceptions_message_names_no_folder_of_the_server_even_if_the_child_sends_it(submit):
    student = submit("import numpy\ndef f(): raise OSError(f'no font in {numpy.__file__}')")
    assert failure(student, "f").message == "no font in numpy/__init__.py"


@pytest.mark.parametrize(
    ("source", "verdict", "name"),
    [
        ("", Verdict.MISSING, "f"),
        ("def f(): raise NotImplementedError('ainda não')", Verdict.MISSING, "NotImplementedError"),
        ("def f(:\n    pass", Verdict.CRASH, "SyntaxError"),
        ("def f():\nreturn 1", Verdict.CRASH, "IndentationError"),
        ("1 / 0\ndef f(): return 1", Verdict.CRASH, "ZeroDivisionError"),
        ("f = 3", Verdict.CRASH, "TypeError"),
        ("def f(): import sys; sys.exit()", Verdict.CRASH, "SystemExit"),
        ("def f(): return f()", Verdict.CRASH, "RecursionError"),
        ("def f(): return input()", Verdict.CRASH, "StdinNotImplementedError"),
    ],
)
def test_what_is_wrong_with_the_code_has_its_verdict(submit, source, verdict, name):
    error = failure(submit(source), "f")
    assert (error.verdict, error.name) == (verdict, name)


@pytest.mark.parametrize("above", ["from ausente.notebook import barra", "import ausente\nimport json as barra"])
def test_a_name_whose_import_stopped_is_no_misspelt_name(submit, above):
    error = failure(submit(above, "def f():\n    return barra(3)"), "f")
    assert (error.name, error.line) == ("ModuleNotFoundError", "return barra(3)")
    assert "No module named 'ausente" in error.message
    assert failure(submit(above, "def f():\n    return outra(3)"), "f").name == "NameError"


def test_an_endless_loop_times_out_and_later_calls_still_work(submit):
    student = submit("def loop():\n    while True: pass\ndef fine(): return 1")
    assert failure(student, "loop").verdict is Verdict.TIMEOUT
    assert student.call("fine") == 1


def test_sleeping_times_out(submit):
    student = submit("import time\ndef f(): time.sleep(100)", budget=Budget(call_wall=1.0))
    assert failure(student, "f").verdict is Verdict.TIMEOUT


def test_after_two_timeouts_a_function_is_not_called_again(submit, monkeypatch):
    student = submit("def loop():\n    while True: pass")
    failure(student, "loop"), failure(student, "loop")
    monkeypatch.setattr(Conversation, "send", lambda *arguments: pytest.fail("it is called again"))
    assert failure(student, "loop").verdict is Verdict.TIMEOUT


def test_a_loop_that_swallows_every_exception_is_killed_from_outside(submit):
    student = submit(
        "def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    )
    assert failure(student, "f").verdict is Verdict.TIMEOUT


def test_asking_for_50_gb_is_a_memory_limit_and_costs_only_that_call(submit):
    student = submit("import numpy as np\ndef f(): return np.ones(50 * 2**27)\ndef g(): return 1")
    error = failure(student, "f")
    assert (error.verdict, error.kind) == (Verdict.LIMIT, "memory")
    assert student.call("g") == 1


def test_a_giant_answer_is_a_limit(submit):
    assert failure(submit("import numpy as np\ndef f(): return np.zeros(2**24)"), "f").verdict is Verdict.LIMIT


def test_answers_that_are_large_together_are_a_limit_and_small_ones_still_count(submit):
    student = submit("import numpy as np\ndef f(i): return np.zeros((2000, 1000), bool)\ndef g(): return 1")
    assert [student.call("f", i).size for i in range(2)] == [2_000_000] * 2
    error = failure(student, "f", 2)
    assert (error.verdict, error.kind) == (Verdict.LIMIT, "limit")
    assert student.call("g") == 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import os\ndef f(): os._exit(3)", "exit"),
        ("import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSEGV)", "signal"),
        ("import ctypes\ndef f(): ctypes.string_at(0)", "signal"),
    ],
)
def test_a_function_that_ends_its_process_is_a_crash_and_the_others_live_on(submit, source, kind):
    student = submit(source, "def g(): return 1")
    error = failure(student, "f")
    assert (error.verdict, error.kind) == (Verdict.CRASH, kind)
    assert student.call("g") == 1


def test_a_cell_that_ends_the_process_costs_only_itself(submit):
    student = submit("a = 1", "import os; os._exit(0)", "def f(): return a", "print('depois')")
    assert student.call("f") == 1
    assert student.ran[1].stopped.verdict is Verdict.CRASH
    assert student.ran[3].outputs == [{"output_type": "stream", "name": "stdout", "text": "depois\n"}]


def test_a_submission_that_kills_every_process_ends_as_an_error_for_each_call(submit):
    student = submit(*["import os; os._exit(0)"] * 9, "def f(): return 1")
    assert failure(student, "f").verdict is Verdict.CRASH
    assert 9 not in student.ran


def test_cells_run_as_in_a_notebook(submit):
    student = submit(
        "%matplotlib inline\nimport sys; print('um'); print('dois', file=sys.stderr)",
        "1 + 1",
        "undefined_name",
        "from IPython.display import display, HTML\ndisplay(HTML('<b>oi</b>'))",
        "Out[2] * 10",
        budget=Budget(),  # the first import of matplotlib takes a second
    )
    kinds = [[output["output_type"] for output in student.ran[index].outputs] for index in range(5)]
    assert kinds == [["stream", "stream"], ["execute_result"], ["error"], ["display_data"], ["execute_result"]]
    assert student.ran[2].outputs[0]["ename"] == "NameError"
    assert student.ran[4].outputs[0]["data"] == {"text/plain": "20"}
    assert [student.ran[index].count for index in range(5)] == [1, 2, 3, 4, 5]


def test_a_gigabyte_of_prints_is_cut_while_it_is_printed(submit):
    student = submit("text = 'x' * 10**6\nfor _ in range(1000): print(text)", budget=Budget())
    assert student.ran[0].cut
    assert sum(len(output["text"]) for output in student.ran[0].outputs) < 100_000


def test_an_endless_cell_is_stopped_and_the_next_one_runs(submit):
    student = submit("while True: pass", "x = 1\ndef f(): return x")
    assert student.ran[0].stopped.verdict is Verdict.TIMEOUT
    assert student.call("f") == 1


def test_provided_functions_are_computed_by_the_judge(submit):
    student = submit("def g(x): return 'own'\ndef f(x): return g(x) + g(x=1)")
    seen = []

    def g(x):
        seen.append(x)
        return x * 10.0

    assert student.call("f", 2.0, provide={"g": g}) == 30.0
    assert seen == [2.0, 1]
    assert student.call("g", 0).type_name == "str"  # the student's own is back in its place


@pytest.mark.parametrize("call", ["g({})", "g()", "g(1, 2)", "g(y=3)", "g(1, x=1)"])
def test_what_a_provided_function_does_not_take_is_the_students_error_not_ours(submit, call):
    def g(x):
        if not isinstance(x, float):
            raise Refusal("só números reais")
        return x

    error = failure(submit(f"def f(): return {call}"), "f", provide={"g": g})
    assert (error.verdict, error.name) == (Verdict.CRASH, "ValueError")


def test_a_bug_in_a_provided_function_is_our_fault_and_is_raised(submit):
    def g(x):
        raise ZeroDivisionError("our bug")

    with pytest.raises(ZeroDivisionError):
        submit("def f(): return g(1)").call("f", provide={"g": g})


def test_call_backs_without_end_are_a_limit(submit, monkeypatch):
    monkeypatch.setattr("autograder.judge.run.student.CALLBACKS", 50)
    student = submit("def f():\n    while True: g(1.0)", budget=Budget())
    assert failure(student, "f", provide={"g": lambda x: x}).verdict is Verdict.LIMIT


FORGERIES = {
    "random bytes": "os.write(3, b'garbage ' * 100)",
    "a giant length": "os.write(3, struct.pack('!I', 2**32 - 1))",
    "no known kind": "forge({'op': 'Grade', 'points': 10})",
    "more than is asked for": "forge({'op': 'ScriptResults', 'points': 10}, {'tuple': [{'list': [41]}]})",
    "an early reply": "forge({'op': 'ScriptResults'}, {'tuple': [{'list': [41]}]})",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_forged_frames_are_never_more_than_an_answer(submit, forgery, request):
    student = submit(f"{FORGE}def f():\n    {forgery}\n    return 42")
    if "early" in request.node.callspec.id:
        assert student.call("f") == 41  # as good as any other answer of the student's
    else:
        assert failure(student, "f").verdict is Verdict.FORBIDDEN


@pytest.mark.parametrize(
    "claim",
    [
        "{'op': 'CellShown'}",
        "shown(outputs=3)",
        "shown(outputs=[{}] * 1001)",
        "shown(count=-1)",
        "shown(cut=1)",
        "shown(passed_over=['x'] * 6)",
        "shown(passed_over=['x' * 201])",
        "shown(points=10)",
        "{'op': 'ScriptResults'}, {'tuple': [1]}",
        "shown(), {'tuple': [1]}",
        "shown(), None",
    ],
)
def test_a_cell_whose_report_is_forged_is_forbidden(submit, claim):
    student = submit(f"{FORGE}forge({claim})", "def f(): return 1")
    assert student.ran[0].stopped.verdict is Verdict.FORBIDDEN
    assert student.call("f") == 1


def test_forged_outputs_are_reduced_to_valid_ones(submit):
    outputs = """[
        7, {'output_type': 'stream', 'name': 'stdin', 'text': 'x'}, {'output_type': 'unknown'},
        {'output_type': 'stream', 'name': 'stdout', 'text': 5},
        {'output_type': 'error', 'traceback': 'x'},
        {'output_type': 'display_data', 'data': {'application/javascript': 'a()', 'text/plain': '\\ud800', 'x': []}},
        {'output_type': 'execute_result', 'execution_count': -4, 'data': {}},
    ]"""
    student = submit(f"{FORGE}forge(shown({outputs})); os._exit(0)")
    assert student.ran[0].outputs == [
        {"output_type": "stream", "name": "stdout", "text": ""},
        {"output_type": "display_data", "data": {"text/plain": "?"}, "metadata": {}},
        {"output_type": "execute_result", "data": {}, "metadata": {}, "execution_count": None},
    ]


def test_the_whole_submission_has_a_deadline_whatever_each_cell_takes(submit):
    started = time.monotonic()
    student = submit(*["import time; time.sleep(2)"] * 30, budget=Budget(total_wall=1.5))
    assert time.monotonic() - started < 30  # of 60, on a busy machine
    assert len(student.ran) < 30
    assert failure(student, "f").kind == "total"


def test_outputs_that_the_child_did_not_cut_are_cut_by_the_judge(submit):
    grow = "get_ipython().outputs.items += [{'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 3_000_000}]"
    student = submit(*[grow] * 12, budget=Budget())
    kept = sum(len(output["text"]) for ran in student.ran.values() for output in ran.outputs)
    assert kept <= 16 << 20
    assert student.ran[11].cut


def test_a_source_made_to_be_slow_to_search_is_searched_quickly(submit):
    student = submit("\n" * 50_000 + "x = 1")
    started = time.process_time()
    assert failure(student, "f").verdict is Verdict.MISSING
    assert time.process_time() - started < 2


def test_a_signal_without_a_name_is_a_crash_too(submit):
    assert failure(submit("import os\ndef f(): os.kill(os.getpid(), 40)"), "f").kind == "signal"


def test_a_raise_however_deep_is_looked_into(submit):
    deep = f"def f():\n    x = 1\n    raise x{'.y' * 2000}\n    raise NotImplementedError"  # too deep to be compiled
    error = failure(submit(deep, "def g(): raise NotImplementedError\nf = g"), "f")
    assert (error.verdict, error.kind) == (Verdict.MISSING, "leftover")
