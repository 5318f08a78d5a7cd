"""Calls that are made in one go: they give what they give alone, and stop at the first that fails."""

import numpy as np
import pytest

from autograder.judge.memo import MemoizedStudent
from autograder.judge.run.requests import PIECE, Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.rubric import Call, StudentError, Verdict

QUICK = Budget(call_cpu=0.5, grace=1.0)
SOURCE = """
import os, numpy as np
made = []
def f(x):
    made.append(x)
    return helper(x) if x > 0 else [None, bad, 1 / 0][2] if x == 0 else x
def helper(x): return x * 2
def bad(): pass
def loop(x):
    while x: pass
    return 1
def leave(x):
    return os._exit(3) if x else 1
def draw(): return np.random.randn()
def count(): return len(made)
"""


@pytest.fixture
def student(sandbox):
    with FencedStudent(sandbox, [Cell(0, SOURCE)], QUICK) as student:
        student.run()
        yield student


def test_results_come_in_order_and_each_call_has_its_own_seed_and_loans(student):
    loan = {"helper": lambda x: x * 100}
    calls = [Call("f", (1,)), Call("draw", (), 5), Call("f", (2,), None, loan), Call("f", (3,)), Call("draw", (), 5)]
    expected = np.random.RandomState(5).randn()
    assert student.calls(calls) == [2, expected, 200, 6, expected]


def test_those_behind_the_first_that_fails_are_not_made(student):
    found = student.calls([Call("f", (1,)), Call("f", (0,)), Call("f", (2,))])
    assert found[0] == 2
    assert (found[1].verdict, found[1].name) == (Verdict.CRASH, "ZeroDivisionError")
    assert len(found) == 2
    assert student.call("count") == 2
    assert student.call("f", 2) == 4


@pytest.mark.parametrize(("name", "verdict"), [("loop", Verdict.TIMEOUT), ("leave", Verdict.CRASH)])
def test_a_call_that_hangs_or_kills_costs_only_itself(student, name, verdict):
    calls = [Call(name, (0,)), Call(name, (1,)), Call(name, (0,))]
    first, second = student.calls(calls)
    assert (first, second.verdict) == (1, verdict)
    assert student.call(name, 0) == 1


def test_after_two_failures_of_that_kind_none_is_made_any_more(student):
    for _ in range(2):
        assert student.calls([Call("loop", (1,))])[0].verdict is Verdict.TIMEOUT
    [refused] = student.calls([Call("loop", (0,)), Call("loop", (0,))])
    assert refused.verdict is Verdict.TIMEOUT
    assert student.call("f", 1) == 2


def test_what_was_made_ahead_is_not_made_again_and_its_errors_are_raised_when_they_are_called(student):
    asked = MemoizedStudent(student)
    asked.ahead(Call("f", (x,)) for x in (1, 2, 0, 3))
    asked.ahead(Call("f", (x,)) for x in (1, 2))
    assert (asked.call("f", 1), asked.call("f", 2)) == (2, 4)
    with pytest.raises(StudentError, match="division by zero"):
        asked.call("f", 0)
    assert student.call("count") == 3
    assert asked.call("f", 3) == 6


def test_nothing_is_asked_ahead_of_a_student_who_answers_one_call_at_a_time():
    class Local:
        def call(self, name, *args, seed, provide):
            return args

    asked = MemoizedStudent(Local())
    asked.ahead([Call("f", (1,))])
    assert asked.call("f", 1) == (1,)


def test_cells_that_are_too_many_for_one_frame_all_run(sandbox):
    long = "#" * (PIECE // 2)
    cells = [Cell(number, f"x{number} = {number}\n{long}") for number in range(5)]
    with FencedStudent(sandbox, [*cells, Cell(5, "def f(): return [x0, x1, x2, x3, x4]")]) as student:
        assert [ran.count for ran in student.run().values()] == [1, 2, 3, 4, 5, 6]
        assert student.call("f") == [0, 1, 2, 3, 4]
