"""The parametrised model, its tables of slips, and what is told about answers that the tables do not hold."""

from itertools import combinations

import numpy as np
import pytest

from autograder.verify.slip_submissions import sample
from solutions.lista8 import misconceptions, model_layer, question2, reference, ways
from solutions.lista8.cases import SIZES, draw_case

SQUARES = ((5, 5, 5), (4, 6, 6))  # n, d_model, d_k: what forgets a transpose, or Wo, has a result here
CASES = [draw_case(11, size) for size in (*SIZES, *SQUARES)]
SLIPS = misconceptions.SLIPS


def outputs(*slips):
    """All outputs of a submission under both readings, and of batches; None where it stops with an error."""
    for case in CASES:
        for projected in (False, True):
            yield attempt(misconceptions.attention, slips, case.reading(projected), projected)
        yield attempt(
            misconceptions.encoder,
            slips,
            case.layer,
            lambda x, activation="relu", case=case: model_layer.NETWORKS[activation](x, case.W1, case.W2),
        )
    case = CASES[0]
    yield attempt(misconceptions.attention, slips, (np.stack([case.X] * 2), *case.matrices), False)


def attempt(function, *arguments):
    with np.errstate(all="ignore"):
        try:
            return function(*arguments)
        except ValueError:
            return None


def distance(one, other):
    """The largest difference of outputs; infinity when the shapes differ, or just one of them exists."""
    largest = 0.0
    for a, b in zip(one, other, strict=True):
        if (a is None) != (b is None) or (a is not None and a.shape != b.shape):
            return np.inf
        if a is not None:
            largest = max(largest, float(np.max(np.abs(a - b))))
    return largest


def test_without_a_slip_the_model_equals_the_reference():
    for case in CASES:
        for projected in (False, True):
            found = misconceptions.attention((), case.reading(projected), projected)
            np.testing.assert_allclose(found, case.attention, rtol=1e-12, atol=1e-12)
        expected = reference.encoder_layer(*case.layer, case.W1, case.W2)
        found = misconceptions.encoder((), case.layer, lambda x, case=case: reference.feed_forward(x, case.W1, case.W2))
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_every_slip_differs_from_the_reference_and_from_every_other_by_far_more_than_the_tolerance():
    seen = {"right": list(outputs())} | {slip.name: list(outputs(slip)) for slip in SLIPS}
    near = [(one, other) for one, other in combinations(seen, 2) if not distance(seen[one], seen[other]) > 1e-2]
    assert near == []


def test_the_table_is_large_and_its_texts_are_complete_and_distinct():
    assert len(SLIPS) >= 45
    for texts in ([slip.name for slip in SLIPS], [slip.sentence for slip in SLIPS]):
        assert len(set(texts)) == len(texts)
    for slip in SLIPS:
        assert slip.sentence.endswith(".")
        assert slip.hint.endswith((".", "?"))
        assert 0 <= slip.share < 1


def test_scaling_the_rows_after_the_first_norm_changes_nothing_so_that_no_answer_can_be_blamed_for_it():
    """ReLU without biases is homogeneous: h times c > 0 makes h + FF(h) times c, and the last norm undoes it."""
    case = CASES[0]
    h = reference.layer_norm(case.X)
    scaled = h * np.random.default_rng(1).uniform(0.5, 2, (len(h), 1))
    one, other = (reference.layer_norm(y + reference.feed_forward(y, case.W1, case.W2)) for y in (h, scaled))
    np.testing.assert_allclose(one, other, atol=1e-6)


def some(slips):
    """Every slip, and random pairs and triples, in the order of the table."""
    many = [sorted(chosen, key=slips.index) for chosen in sample(slips, 600, seed=3)]
    return [*((slip,) for slip in slips), *map(tuple, many)]


@pytest.mark.parametrize("projected", [False, True])
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.size))
def test_many_combinations_at_once_give_what_each_gives_alone_in_question_1(case, projected):
    combinations, arguments = some(misconceptions.ATTENTION_SLIPS), case.reading(projected)
    with np.errstate(all="ignore"):
        found = misconceptions.attentions(arguments, projected, combinations)
    alone = [attempt(misconceptions.attention, slips, arguments, projected) for slips in combinations]
    assert all(distance([one], [other]) < 1e-9 for one, other in zip(found, alone, strict=True))


@pytest.mark.parametrize("way", [way for way in ways.WAYS if not way.own_attention])
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.size))
def test_many_combinations_at_once_give_what_each_gives_alone_in_question_2(case, way):
    combinations = some(SLIPS)
    with np.errstate(all="ignore"):
        found = question2._predict_many(case, way, combinations)
        alone = [next(question2._predict([case], way, *slips)) for slips in combinations]
    assert all(distance([one], [other]) < 1e-9 for one, other in zip(found, alone, strict=True))


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_what_a_student_with_this_slip_hands_in_makes_it(slip):
    submission = misconceptions.submission((slip,))
    case = CASES[0]
    expected = attempt(misconceptions.attention, (slip,), case.reading(False), False)
    if misconceptions.CHECK_PREFIX[slip.name] == "q2":
        expected = case.attention
    found = attempt(submission["self_attention"], *case.reading(False))
    assert distance([found], [expected]) < 1e-12
