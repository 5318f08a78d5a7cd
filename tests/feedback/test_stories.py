"""One function that stops is told once; what points there says so, and what passes beside it says why."""

from dataclasses import replace

import numpy as np
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.grade_notebook import judge_notebook
from autograder.feedback import html
from autograder.feedback.stories import as_stories
from autograder.judge.run.requests import Budget
from autograder.rubric import Mismatch, Outcome, Slip, StudentError, Verdict, check

SLIP = Slip("nome", {}, "Faltou dividir.", "Onde?")


def crash(check, message="size 3 is different from 4", line="return Q @ K", name="ValueError", **more):
    problem = StudentError(Verdict.CRASH, "exception", name, message, line)
    return Outcome(check, "A frase.", Verdict.CRASH, 0.0, problem, **more)


def passed(check, **more):
    return Outcome(check, "A frase.", Verdict.PASS, 1.0, **more)


GRADED = {"grade": True, "solution": False, "locked": True, "points": 1, "schema_version": 3}


@check
def twice(student, rng):
    """Calcula uma vez."""
    student.call("f", np.ones((2, 3)))


@check
def again(student, rng):
    """Calcula de novo."""
    student.call("f", np.ones((2, 5)))


def told(*outcomes):
    return as_stories({outcome.check: outcome for outcome in outcomes})


def test_the_same_error_is_told_in_full_once_whatever_the_sizes():
    stories = told(crash("q1_formato"), crash("q1_valores", message="size 7 is different from 5"))
    first, second = (html.html_of(stories[name]) for name in ("q1_formato", "q1_valores"))
    assert "size 3" in first
    assert "return Q @ K" in first
    assert "É o mesmo erro de q1_formato, na mesma linha." in second
    assert "size" not in second
    assert "return Q @ K" not in second
    assert "É o mesmo erro de q1_formato" in html.plain_of(stories["q1_valores"])
    assert stories["q1_valores"].problem.message == "size 7 is different from 5"  # what is kept says all


def test_another_line_another_error_another_slip_or_another_question_is_told_in_full():
    others = [
        crash("q1_a"),
        crash("q1_b", line="return A @ V"),
        crash("q1_c", name="TypeError"),
        crash("q1_d", message="axes don't match array"),
        crash("q1_e", explanations=((SLIP,),)),
        crash("q2_a"),
    ]
    assert [outcome.same_as for outcome in told(*others).values()] == [""] * 6


def test_a_blank_question_and_a_wrong_answer_point_nowhere():
    blank = StudentError(Verdict.MISSING, "exception", "NotImplementedError")
    wrong = Mismatch("values", np.ones((2, 2)), np.zeros((2, 2)))
    for problem in (blank, wrong):
        names = ("q1_a", "q1_b")
        stories = told(*(Outcome(name, "A frase.", Verdict.FAIL, 0.0, problem) for name in names))
        assert [outcome.same_as for outcome in stories.values()] == ["", ""]


def test_an_endless_loop_is_told_once():
    endless = [
        Outcome(f"q1_{name}", "A frase.", Verdict.TIMEOUT, 0.0, StudentError(Verdict.TIMEOUT, "cpu")) for name in "ab"
    ]
    assert "Aconteceu o mesmo que em q1_a." in html.html_of(told(*endless)["q1_b"])


def test_a_pass_beside_an_error_says_why_it_could_pass_unless_a_note_does():
    noted = passed("q1_c", notes=("Nas quadradas passa.",))
    stories = told(crash("q1_a"), passed("q1_b"), noted, crash("q1_d"), passed("q2_a"))
    assert "O erro de q1_a não acontece com o que este item pede" in html.html_of(stories["q1_b"])
    assert stories["q1_c"].notes == ("Nas quadradas passa.",)
    assert stories["q2_a"].notes == ()
    assert told(passed("q1_a"), passed("q1_b"))["q1_b"].notes == ()
    assert told(crash("q1_a"), passed("q1_b"))["q1_b"].notes == ()  # perhaps of another function


def test_points_and_slips_stay_as_they_are():
    outcomes = [crash("q1_a", explanations=((SLIP,),)), crash("q1_b", explanations=((SLIP,),)), passed("q1_c")]
    for before, after in zip(outcomes, told(*outcomes).values(), strict=True):
        assert (before.share, before.verdict, before.slips) == (after.share, after.verdict, after.slips)


def test_in_a_notebook_the_error_is_told_at_its_first_cell(sandbox):
    checks = {check.name: check for check in (twice, again)}
    names = ("q1_twice", "q1_again")
    cells = [
        new_code_cell(f"# {name}", metadata={"nbgrader": {**GRADED, "grade_id": name}}) for name in reversed(names)
    ]
    notebook = new_notebook(cells=[new_code_cell("import numpy as np\ndef f(x): return x @ np.ones(2)"), *cells])
    judge_notebook(
        notebook,
        {f"q1_{name}": replace(check, name=f"q1_{name}") for name, check in checks.items()},
        sandbox,
        1,
        Budget(),
        {},
    )
    first, second = (cell.outputs[0].data["text/plain"] for cell in notebook.cells[1:])
    assert "matmul" in first
    assert "É o mesmo erro de q1_again" in second
