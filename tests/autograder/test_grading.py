"""grade() is total for whatever a student does, and only for that."""

from functools import partial

import numpy as np
import pytest

from autograder.checks import Check, Evidence, Mismatch, Slip, StudentError, Verdict
from autograder.grading import grade, rubric_of

HALF = Slip("metade", {}, "Dividiu por dois.", "Não divida.", share=0.5)
THIRD = Slip("terco", {}, "Dividiu por três.", "Não divida.", share=0.0)


def one(run):
    (outcome,) = grade(None, [Check("c", "A frase.", run)], seed=1)
    return outcome


def raiser(problem):
    def run(student, rng):
        raise problem

    return run


def evidence(*predictions, right=9.0):
    table = dict(predictions)
    return Evidence([np.array([1.0])], lambda slip: [np.array([table[slip.name]])], [HALF, THIRD], [np.array([right])])


def test_a_check_that_returns_is_a_pass_with_its_notes():
    outcome = one(lambda student, rng: ["uma nota"])
    assert (outcome.verdict, outcome.share, outcome.notes) == (Verdict.PASS, 1.0, ("uma nota",))


def test_a_mismatch_without_evidence_is_a_fail_without_a_cause():
    outcome = one(raiser(Mismatch("values")))
    assert (outcome.verdict, outcome.share, outcome.slips) == (Verdict.FAIL, 0.0, ())


def test_the_slip_that_reproduces_the_answer_is_named_and_keeps_its_share():
    outcome = one(raiser(Mismatch("values", evidence=evidence(("metade", 1.0), ("terco", 2.0)))))
    assert (outcome.verdict, outcome.share, outcome.slips) == (Verdict.PARTIAL, 0.5, (HALF,))


def test_of_several_explanations_all_are_named_and_the_cheapest_counts():
    outcome = one(raiser(Mismatch("values", evidence=evidence(("metade", 1.0), ("terco", 1.0)))))
    assert (outcome.share, outcome.slips) == (0.5, (HALF, THIRD))


def test_an_answer_that_no_slip_reproduces_is_given_no_name():
    outcome = one(raiser(Mismatch("values", evidence=evidence(("metade", 1.01), ("terco", np.nan)))))
    assert (outcome.verdict, outcome.slips) == (Verdict.FAIL, ())


def test_a_slip_that_gives_the_right_answer_here_explains_nothing():
    outcome = one(raiser(Mismatch("values", evidence=evidence(("metade", 1.0), ("terco", 2.0), right=1.0))))
    assert outcome.slips == ()


def test_an_explained_failure_among_the_others_is_the_one_that_is_told():
    unexplained, explained = Mismatch("values"), Mismatch("shape", evidence=evidence(("metade", 1.0), ("terco", 2.0)))
    unexplained.others = (StudentError(Verdict.CRASH, "exception"), explained)
    assert one(raiser(unexplained)).problem is explained


def test_broken_student_code_keeps_its_own_verdict():
    assert one(raiser(StudentError(Verdict.TIMEOUT, "cpu"))).verdict is Verdict.TIMEOUT


@pytest.mark.parametrize("fault", [ZeroDivisionError(), KeyError("x"), OSError("disk full"), AssertionError()])
def test_a_fault_of_ours_is_raised_never_a_zero(fault):
    with pytest.raises(type(fault)):
        one(raiser(fault))


def test_the_seed_alone_makes_the_secret_inputs_whichever_checks_are_run():
    drawn = []
    checks = [Check(name, "s", lambda student, rng: drawn.append(rng.random())) for name in ("a", "b")]
    grade(None, checks, seed=1)
    grade(None, checks[1:], seed=1)
    grade(None, checks[:1], seed=2)
    a, b, alone, other = drawn
    assert a == b == alone != other


class Counting:
    """A student whose answers show how often, and with what, it was asked."""

    def __init__(self):
        self.asked = []

    def call(self, name, *args, seed=None, provide=None):
        self.asked.append((name, seed))
        if name == "broken":
            raise StudentError(Verdict.CRASH, "exception", str(len(self.asked)))
        return len(self.asked)


def test_equal_calls_are_asked_once_and_their_errors_too():
    student, told = Counting(), []

    def run(asker, rng):
        lend = {"f": partial(pow, 2)}
        told.append([asker.call("g", np.eye(2), 1, seed=3, provide=lend), asker.call("g", np.eye(2), 1, seed=3)])
        asker.call("broken", [np.zeros(3)])

    outcomes = grade(student, [Check(name, "s", run) for name in "ab"], seed=1)
    assert student.asked == [("g", 3), ("g", 3), ("broken", None)]
    assert told == [[1, 2], [1, 2]]
    assert [outcome.problem.name for outcome in outcomes] == ["3", "3"]


@pytest.mark.parametrize(
    ("one", "other"), [(np.eye(2), -np.eye(2)), (np.zeros((2, 3)), np.zeros((3, 2))), (1, True), ((1,), [1])]
)
def test_calls_that_differ_are_both_asked(one, other):
    student = Counting()
    grade(student, [Check("a", "s", lambda asker, rng: [asker.call("g", one), asker.call("g", other)])], seed=1)
    assert len(student.asked) == 2


def test_a_rubric_is_found_by_the_assignments_name():
    assert list(rubric_of("lista8")) == [
        "q1_formato",
        "q1_soma_das_linhas",
        "q1_valores",
        "q2_formato",
        "q2_estatisticas",
        "q2_valores",
    ]


@pytest.mark.parametrize("name", ["no_such_list", "ps-1", "lista 9", "..", "lista8.rubric"])
def test_an_assignment_without_a_rubric_has_no_checks(name):
    assert rubric_of(name) == {}
