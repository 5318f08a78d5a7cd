"""Scratch cells share a time of their own; answers, what they need, and calls keep theirs; all of it has an end."""

import time

import pytest

from autograder.judge.run.clock import Clock
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.rubric import StudentError, Verdict

BUDGET = Budget(cell_cpu=1.0, cell_wall=2.5, call_cpu=0.5, call_wall=2.5, total_wall=3.0, grace=0.5)
SLOW = "import time; time.sleep(0.4)"
HELPER = "import time; time.sleep(0.6)\ndef helper(x): return x + 1"
ANSWER = "def f(x): return helper(x)"


def cells(*sources):
    return [Cell(index, source) for index, source in enumerate(sources)]


@pytest.fixture
def submit(sandbox):
    """`submit(cells, answers)`: a student whose cells have run."""
    opened = []

    def submit(cells, answers, budget=BUDGET, clock=None):
        close()  # a sandbox has one child at a time
        student = FencedStudent(sandbox, cells, budget, answers=answers, clock=clock)
        opened.append(student)
        student.run()
        return student

    def close():
        for student in opened:
            student.__exit__()

    yield submit
    close()


def test_slow_scratch_cells_take_nothing_from_answers_and_say_that_they_were_left_out(submit):
    student = submit(cells(*[SLOW] * 8, HELPER, *[SLOW] * 8, ANSWER, *[SLOW] * 8), answers=[17])
    assert student.call("f", 1) == 2
    stopped = {index: ran.stopped.kind for index, ran in student.ran.items() if ran.stopped}
    assert set(stopped.values()) == {"scratch"}
    assert 3 < len(stopped) < 24
    assert not {8, 17} & set(stopped)


def test_a_scratch_cell_that_never_ends_takes_its_own_time_only(submit):
    student = submit(cells("while True: pass", HELPER, "import time\ntime.sleep(100)", ANSWER), answers=[3])
    assert student.call("f", 1) == 2
    assert student.ran[0].stopped.verdict is Verdict.TIMEOUT


def test_calls_have_a_clock_of_their_own(submit):
    student = submit(
        cells(*[f"import time; time.sleep(0.7)\nx{k} = {k}" for k in range(6)], "def f(): return 1"), [*range(7)]
    )
    assert len(student.ran) < 7
    with pytest.raises(StudentError) as caught:
        student.call("f")
    assert caught.value.kind == "not run"
    student = submit(cells("def f(): return 1", *["import time; time.sleep(0.7)"] * 6), [*range(7)])
    assert student.call("f") == 1


HOSTILE = {
    "cells that sleep": ["import time; time.sleep(60)"] * 9,
    "cells that cannot be interrupted": [
        "import signal\nfor n in (14, 27): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    ]
    * 9,
    "cells that die": ["import os, time; time.sleep(0.5); os._exit(1)"] * 9,
    "calls that die": ["import os, time\ndef f():\n    time.sleep(0.7); os._exit(1)"],
    "calls that never end": [
        "def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    ],
    "a library that is slow to import in every child": [
        "import time; time.sleep(0.8)\ndef f():\n    import os; os._exit(1)"
    ],
}


@pytest.mark.parametrize("sources", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_handed_in_takes_at_most_twice_the_time_over_all_its_versions(submit, sources):
    clock, started = Clock(BUDGET), time.monotonic()
    for _ in range(4):
        student = submit(cells(*sources), [*range(len(sources))], clock=clock)
        for name in ("f", "g", "h", "f"):
            with pytest.raises(StudentError):
                student.call(name)
        student.__exit__()
    assert time.monotonic() - started < 2 * BUDGET.total_wall + 4  # for ending the last one on a busy machine


def test_nothing_is_said_of_a_function_that_is_true_of_a_scratch_cell_only(submit):
    student = submit(cells(*["import os; os._exit(3)"] * 9, "def f(): return 1"), answers=[9])
    with pytest.raises(StudentError) as caught:
        student.call("f")
    assert caught.value.kind == "deaths"
