"""grade() is total for whatever a student does, and only for that."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.judge.grade import grade
from autograder.rubric import Check, Explanation, Mismatch, Slip, StudentError, Symptoms, Verdict
from autograder.rubric.load import rubric_of

HALF = Slip("metade", {}, "Dividiu por dois.", "Não divida.", share=0.5)
THIRD = Slip("terco", {}, "Dividiu por três.", "Não divida.", share=0.0)


def one(run):
    (outcome,) = grade(None, [Check("c", "A frase.", run)], seed=1)
    return outcome


def raiser(problem):
    def run(student, rng):
        raise problem

    return run


def symptoms(*predictions, right=9.0):
    table = dict(predictions)
    return Symptoms([np.array([1.0])], lambda slip: [np.array([table[slip.name]])], [HALF, THIRD], [np.array([right])])


def test_a_check_that_returns_is_a_pass_with_its_notes():
    outcome = one(lambda student, rng: ["uma nota"])
    assert (outcome.verdict, outcome.share, outcome.notes) == (Verdict.PASS, 1.0, ("uma nota",))


def test_a_mismatch_without_symptoms_is_a_fail_without_a_cause():
    outcome = one(raiser(Mismatch("values")))
    assert (outcome.verdict, outcome.share, outcome.slips) == (Verdict.FAIL, 0.0, ())


def test_the_slip_that_reproduces_the_answer_is_named_and_keeps_its_share():
    outcome = one(raiser(Mismatch("values", symptoms=symptoms(("metade", 1.0), ("terco", 2.0)))))
    assert (outcome.verdict, outcome.share, outcome.slips) == (Verdict.PARTIAL, 0.5, (HALF,))


def test_of_several_explanations_all_are_named_and_the_cheapest_counts():
    outcome = one(raiser(Mismatch("values", symptoms=symptoms(("metade", 1.0), ("terco", 1.0)))))
    assert (outcome.share, outcome.slips) == (0.5, (HALF, THIRD))


def test_an_answer_that_no_slip_reproduces_is_given_no_name():
    outcome = one(raiser(Mismatch("values", symptoms=symptoms(("metade", 1.01), ("terco", np.nan)))))
    assert (outcome.verdict, outcome.slips) == (Verdict.FAIL, ())


def test_a_slip_that_gives_the_right_answer_here_explains_nothing():
    outcome = one(raiser(Mismatch("values", symptoms=symptoms(("metade", 1.0), ("terco", 2.0), right=1.0))))
    assert outcome.slips == ()


def both_slips(passes):
    """A failure that two slips explain together; passes: the names of the slips with which an answer still passes."""
    table = {"metade": 0.5, "quarto": 0.25}
    slips = [HALF, Slip("quarto", {"other": 1}, "Dividiu por quatro.", "Não divida.", share=0.4)]

    def predict(*made):
        return [np.array([np.prod([table[slip.name] for slip in made])])]

    failure = Mismatch("values", symptoms=Symptoms([np.array([0.125])], predict, slips, [np.array([1.0])], max_slips=2))
    explanation = replace(failure.explanation, passes=lambda made: {slip.name for slip in made} in passes)
    return one(raiser(failure.explained(explanation)))


@pytest.mark.parametrize(
    ("passes", "names", "share"),
    [
        ([], {"metade", "quarto"}, 0.2),
        ([{"metade"}], {"quarto"}, 0.4),  # the other one changes nothing here
        ([{"metade"}, {"quarto"}], {"metade", "quarto"}, 0.2),  # neither alone, but both together
    ],
)
def test_a_slip_is_told_and_charged_only_at_a_check_that_it_costs(passes, names, share):
    outcome = both_slips(passes)
    assert {slip.name for slip in outcome.slips} == names
    assert outcome.share == pytest.approx(share)


def test_with_a_slip_that_keeps_nothing_the_other_one_keeps_nothing_either(monkeypatch):
    monkeypatch.setattr(f"{__name__}.HALF", Slip("metade", {"one": 1}, "Dividiu por dois.", "Não divida.", share=0.0))
    assert both_slips([{"metade"}]).share == 0


def test_an_explained_failure_among_the_others_is_the_one_that_is_told():
    unexplained, explained = Mismatch("values"), Mismatch("shape", symptoms=symptoms(("metade", 1.0), ("terco", 2.0)))
    others = StudentError(Verdict.CRASH, "exception"), explained
    assert one(raiser(unexplained.explained(Explanation(), others))).problem is explained


def test_broken_student_code_keeps_its_own_verdict():
    assert one(raiser(StudentError(Verdict.TIMEOUT, "cpu"))).verdict is Verdict.TIMEOUT


@pytest.mark.parametrize("fault", [ZeroDivisionError(), KeyError("x"), OSError("disk full"), AssertionError()])
def test_a_fault_of_ours_is_raised_never_a_zero(fault):
    with pytest.raises(type(fault)):
        one(raiser(fault))


def test_the_seed_and_the_question_make_the_secret_inputs_whichever_checks_are_run():
    drawn = []
    checks = [Check(name, "s", lambda student, rng: drawn.append(rng.random())) for name in ("q1_a", "q1_b", "q2_a")]
    grade(None, checks, seed=1)
    grade(None, checks[1:2], seed=1)
    grade(None, checks[:1], seed=2)
    a, b, next_question, alone, other_seed = drawn
    assert a == b == alone
    assert len({a, next_question, other_seed}) == 3


def test_a_diagnosis_lends_nothing_before_all_checks_of_its_question_were_asked():
    asked = []

    def run(name):
        def check(student, rng):
            asked.append(name)
            failure = Mismatch("values", np.zeros((1, 1)), np.ones((1, 1)))
            raise failure.explained(Explanation(observations=lambda: asked.append(f"looked into {name}") or []))

        return check

    grade(None, [Check(name, "s", run(name)) for name in ("q1_a", "q1_b", "q2_a")], seed=1)
    assert asked == ["q1_a", "q1_b", "looked into q1_a", "looked into q1_b", "q2_a", "looked into q2_a"]


class Moments:
    """A student whose function gives another number at each moment."""

    def __init__(self, *numbers):
        self.students = [SimpleNamespace(call=lambda name, number=number, **how: number) for number in numbers]

    def moments(self, check):
        return self.students


def test_a_later_moment_is_asked_only_if_the_first_is_no_full_pass_and_the_better_counts():
    def run(student, rng):
        asked.append(student.call("f"))
        if asked[-1] != 1:
            why = Symptoms([np.array([[asked[-1]]])], lambda slip: [np.array([[slip.switches["x"]]])], SLIPS, [ONE])
            raise Mismatch("values", ONE, np.array([[asked[-1]]]), why)

    ONE = np.ones((1, 1))
    SLIPS = [Slip("little", {"x": 2.0}, "s", "h", share=0.2), Slip("most", {"x": 3.0}, "s", "h", share=0.7)]
    for numbers, calls, share in (((1, 1), 1, 1.0), ((2.0, 1), 2, 1.0), ((2.0, 3.0), 2, 0.7), ((3.0, 2.0), 2, 0.7)):
        asked = []
        (outcome,) = grade(Moments(*numbers), [Check("c", "s", run)], seed=1)
        assert (len(asked), outcome.share) == (calls, share)


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


ADD = Slip("soma", {"shift": 1.0}, "Somou.", "Não some.", 0.5)
DOUBLE = Slip("dobro", {"factor": 2.0}, "Dobrou.", "Não dobre.", 0.4)
SIGN = Slip("sinal", {"sign": -1.0}, "Trocou o sinal.", "Não troque.", 0.9)
CLASH = Slip("outra", {"shift": 3.0}, "Somou três.", "Não some.", 0.9)
INPUTS = (np.array([1.0, 2.0]), np.array([3.0, 5.0, 7.0]))


def model(x, *slips):
    switches = {name: value for slip in slips for name, value in slip.switches.items()}
    return switches.get("sign", 1.0) * switches.get("factor", 1.0) * (x + switches.get("shift", 0.0))


def answers(*slips):
    return [model(x, *slips) for x in INPUTS]


def predictions(inputs, *slips):
    return [model(x, *slips) for x in inputs]


def combined(actual, together, slips=(ADD, DOUBLE, SIGN, CLASH)):
    why = Symptoms(actual, partial(predictions, INPUTS), slips, answers(), together)
    return one(raiser(Mismatch("values", symptoms=why)))


@pytest.mark.parametrize("made", [(ADD,), (ADD, DOUBLE), (ADD, DOUBLE, SIGN)])
def test_the_smallest_set_of_slips_that_reproduces_an_answer_is_named(made):
    assert combined(answers(*made), together=3).explanations == (made,)


def test_no_more_slips_are_looked_for_at_once_than_the_symptoms_allow():
    assert combined(answers(ADD, DOUBLE), together=1).explanations == ()


def test_two_slips_keep_the_product_of_their_shares_and_three_keep_nothing():
    assert combined(answers(ADD, DOUBLE), together=3).share == pytest.approx(0.5 * 0.4)
    three = combined(answers(ADD, DOUBLE, SIGN), together=3)
    assert (three.share, three.verdict) == (0.0, Verdict.FAIL)


def test_slips_that_set_the_same_switch_are_never_combined():
    asked = []

    def predict(*slips):
        asked.append(slips)
        return answers(*slips)

    one(raiser(Mismatch("values", symptoms=Symptoms([np.arange(2.0)] * 2, predict, (ADD, CLASH, SIGN), answers(), 3))))
    assert (ADD, SIGN) in asked
    assert not any(ADD in slips and CLASH in slips for slips in asked)


def test_an_explanation_must_hold_for_every_input():
    assert combined([answers(ADD)[0], answers(DOUBLE)[1]], together=3).explanations == ()


def test_an_answer_of_zeros_is_given_no_name():
    zero = Slip("zero", {"factor": 0.0}, "Zerou.", "Não.")
    assert combined([0 * x for x in INPUTS], 1, (zero,)).explanations == ()


def test_code_that_stops_with_an_error_is_explained_by_slips_that_have_no_output_there():
    def predict(*slips):
        return [None, model(INPUTS[1], *slips)] if ADD in slips else answers(*slips)

    failure = StudentError(Verdict.CRASH, "exception", "ValueError")
    explanation = Explanation(Symptoms([None, answers(ADD)[1]], predict, (ADD, DOUBLE), answers()))
    outcome = one(raiser(failure.explained(explanation)))
    assert (outcome.verdict, outcome.share, outcome.explanations) == (Verdict.CRASH, 0.0, ((ADD,),))


def test_the_explanation_with_the_fewest_slips_is_told_whichever_attempt_it_is_of():
    predict = partial(predictions, INPUTS)
    many = Mismatch("values", symptoms=Symptoms(answers(ADD, DOUBLE), predict, (ADD, DOUBLE), answers(), 2))
    few = Mismatch("shape", symptoms=Symptoms(answers(SIGN), predict, (SIGN,), answers()))
    outcome = one(raiser(many.explained(many.explanation, [few])))
    assert (outcome.problem, outcome.explanations) == (few, ((SIGN,),))


def test_symptoms_that_have_to_be_asked_for_are_asked_for_once_by_all_checks_that_share_them():
    asked = []

    def make(number):
        asked.append(number)
        return Symptoms(answers(ADD), partial(predictions, INPUTS), (ADD,), answers())

    def run(student, rng):
        raise Mismatch("values").explained(Explanation(partial(make, 7)))

    outcomes = grade(None, [Check(name, "s", run) for name in "abc"], seed=1)
    assert [outcome.explanations for outcome in outcomes] == [((ADD,),)] * 3
    assert asked == [7]


def test_what_is_known_is_told_only_of_an_answer_that_nothing_explains():
    def failure(symptoms):
        mismatch = Mismatch("values", symptoms=symptoms)
        return one(raiser(mismatch.explained(replace(mismatch.explanation, observations=lambda: ("um fato",)))))

    assert failure(None).notes == ("um fato",)
    assert failure(Symptoms(answers(ADD), partial(predictions, INPUTS), (ADD,), answers())).notes == ()


def test_to_explain_an_error_changes_nothing_for_who_gets_it_next():
    seen = []

    def run(asker, rng):
        for _ in range(2):
            try:
                asker.call("broken")
            except StudentError as error:
                error.explained(Explanation(passes=bool), [error])
                seen.append((error.explanation, error.others))

    grade(Counting(), [Check("a", "s", run)], seed=1)
    assert seen == [(Explanation(), ())] * 2
