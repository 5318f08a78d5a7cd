"""What the key asks of a wrong answer: which reading it follows, which inputs tell slips apart, what is lent to it."""

import numpy as np
import pytest

from autograder.judge.grade import grade
from autograder.judge.memo import MemoizedStudent, cache_key
from autograder.rubric import MAX_LENGTH, Call, Mismatch, Refusal
from autograder.rubric.load import rubric_of
from autograder.verify.slip_submissions import FunctionStudent
from solutions.lista8 import lending, misconceptions, probing, question1, question2, reference, ways
from solutions.lista8.cases import SIZES, draw_case

RUBRIC = list(rubric_of("lista8").values())
SECRETS = question1.draw(7)
FAITHFUL = {  # answers of each reading that have no result under the other
    False: lambda X, query, key, value: (X @ query) @ (X @ key).T @ (X @ value),
    True: lambda X, query, key, value: (query @ key.T + X @ X.T) @ value,
}


def symptoms(function, projected, secrets=SECRETS):
    with np.errstate(all="ignore"):
        return question1.symptoms(MemoizedStudent(FunctionStudent({"self_attention": function})), secrets, projected)


def shapes(outputs):
    return [None if output is None else output.shape for output in outputs]


@pytest.mark.parametrize("projected", [False, True])
def test_an_answer_is_looked_at_under_the_reading_that_it_follows_and_not_under_the_other(projected):
    function = FAITHFUL[projected]
    mine, other = symptoms(function, projected), symptoms(function, not projected)
    assert (other.actual, other.slips, other.expected, other.max_slips) == ([], (), [], 1)
    assert len(mine.actual) == len(mine.expected) == 1 + len(SIZES) + len(probing.SIZES)
    assert shapes(mine.actual) == shapes(mine.expected)
    inputs = SECRETS.inputs(projected)
    for output, arguments in zip(mine.actual, inputs, strict=True):
        np.testing.assert_array_equal(output, function(*arguments))
    for output, arguments in zip(mine.expected, inputs, strict=True):
        np.testing.assert_allclose(output, misconceptions.attention((), arguments, projected))
    assert (mine.slips, mine.max_slips) == (misconceptions.ATTENTION_SLIPS, 3)


@pytest.mark.parametrize("projected", [False, True])
def test_an_answer_with_a_result_under_both_readings_is_looked_at_under_both(projected):
    assert len(symptoms(lambda X, *matrices: np.zeros((len(X), matrices[2].shape[1])), projected).actual) == 7


@pytest.mark.parametrize("projected", [False, True])
def test_an_answer_that_is_right_in_shape_for_one_size_alone_is_judged_by_the_first(projected):
    def only(size):
        def function(X, query, key, value):
            if len(X) != SIZES[size][0]:
                raise ValueError
            return FAITHFUL[projected](X, query, key, value)

        return function

    assert symptoms(only(0), not projected).actual == []  # it reads the first case, and in one way only
    assert symptoms(only(1), not projected).actual != []  # it does not


def test_an_answer_that_the_first_case_shows_under_both_readings_is_looked_at_whatever_the_others_show():
    def function(X, query, key, value):
        if len(value) == len(X) != SIZES[0][0]:
            raise ValueError  # projected matrices, in another case
        return np.zeros((len(X), value.shape[1]))

    assert symptoms(function, True).actual != []


@pytest.mark.parametrize("projected", [False, True])
def test_the_inputs_are_those_of_the_reading_the_square_ones_first(projected):
    inputs = SECRETS.inputs(projected)
    cases = [SECRETS.square, *SECRETS.cases]
    for arguments, case in zip(inputs, cases, strict=False):
        expected = (case.X, *(case.projected if projected else case.matrices))
        assert all(one is other for one, other in zip(arguments, expected, strict=True))
    assert inputs[len(cases) :] == SECRETS.probes.inputs


@pytest.mark.parametrize("projected", [False, True])
def test_a_batch_is_two_sentences_of_the_first_case_and_weights_are_shared(projected):
    case = SECRETS.cases[0]
    n, d_model, d_k = case.size
    X, *matrices = SECRETS.batch(projected)
    assert X.shape == (2, n, d_model)
    expected = (2, n, d_k) if projected else (d_model, d_k)
    assert [matrix.shape for matrix in matrices] == [expected] * 3
    for matrix, right in zip((X, *matrices), case.reading(projected), strict=True):
        np.testing.assert_array_equal(matrix, np.broadcast_to(right, matrix.shape))


def test_a_batch_is_tried_only_where_the_square_case_stops_with_an_error():
    def for_batches(X, query, key, value):
        return (X @ query) @ (X @ key).transpose(0, 2, 1) @ (X @ value)

    def not_for_the_first_case(X, query, key, value):
        if X.shape == SIZES[0][:2]:
            raise ValueError
        return FAITHFUL[False](X, query, key, value)

    assert symptoms(for_batches, False).actual[0].shape == (2, SIZES[0][0], SIZES[0][2])
    assert [output.ndim for output in symptoms(not_for_the_first_case, False).actual if output is not None] == [2] * 6


@pytest.mark.parametrize("projected", [False, True])
def test_the_first_input_is_predicted_for_many_combinations_at_once_in_question_1(projected):
    found = symptoms(FAITHFUL[projected], projected)
    (right,) = found.predict_many([()])
    np.testing.assert_allclose(right, found.expected[0])


@pytest.mark.parametrize(("way", "slips", "together"), [(0, 84, 2), (2, 46, 3), (3, 46, 2)])
def test_each_way_to_run_a_layer_has_its_slips_and_a_limit_on_how_many_at_once(way, slips, together):
    way = ways.WAYS[way]
    student = MemoizedStudent(FunctionStudent(misconceptions.submission()))
    cases = [ways.draw(7, size) for size in SIZES]
    found = question2._symptoms(student, cases, way)
    assert (len(found.slips), found.max_slips) == (slips, together)
    (right,) = found.predict_many([()])
    np.testing.assert_allclose(right, found.expected[0])
    for actual, expected in zip(found.actual, found.expected, strict=True):
        np.testing.assert_allclose(actual, expected)


def test_what_is_foreseen_is_what_wrong_answers_are_compared_with_first():
    student, cases = MemoizedStudent(FunctionStudent(misconceptions.submission())), [ways.draw(7, question2.SQUARE)]
    needed = [symptoms(FAITHFUL[projected], projected) for projected in (False, True)]
    needed += [question2._symptoms(student, cases, way) for way in ways.WAYS if not way.own_attention]
    for one, other in zip(question1.bank_inputs(7) + question2.bank_inputs(7), needed, strict=True):
        assert cache_key(one.predict_many) == cache_key(other.predict_many)
        assert (one.actual, one.slips, one.max_slips) == ([], other.slips, other.max_slips)


def own_attention(function, *cases):
    return question2._own_attentions(FunctionStudent({"self_attention": function}), cases)


def test_what_follows_from_an_own_attention_is_asked_for_under_both_readings():
    cases = [draw_case(7, size) for size in SIZES]
    for projected, function in FAITHFUL.items():
        for found, case in zip(own_attention(function, *cases), cases, strict=True):
            np.testing.assert_array_equal(found, function(*case.reading(projected)))


@pytest.mark.parametrize(
    "function",
    [
        lambda X, query, key, value: np.tile(value[:1], (len(X), 1)),  # one row for all, which has nothing to say
        lambda X, query, key, value: np.ones((len(X), value.shape[1])),
        lambda X, query, key, value: X,
    ],
)
def test_an_own_attention_that_says_the_same_of_every_token_is_none(function):
    with pytest.raises(Mismatch):
        own_attention(function, draw_case(7, SIZES[0]))


PROBES = SECRETS.probes
RIGHT = PROBES.right[0]


@pytest.mark.parametrize(
    "weights", [RIGHT, np.full(RIGHT.shape, np.nan), np.where(RIGHT > 0.3, np.inf, RIGHT), RIGHT[1:], None]
)
def test_a_picture_of_weights_is_drawn_only_of_a_matrix_that_is_wrong(weights):
    assert question1._figures(FunctionStudent({"self_attention": lambda *arguments: weights}), PROBES) == []


@pytest.mark.parametrize(
    ("output", "title"),
    [
        (lambda value: RIGHT.T @ value, "Pesos de atenção (uma linha por token que pergunta)"),
        (lambda value: RIGHT.T, question1.OUTPUT_TITLE),  # whatever it is, it weighs no value
    ],
)
def test_a_picture_of_weights_says_what_its_rows_are_and_one_of_no_weights_says_so(output, title):
    student = FunctionStudent({"self_attention": lambda X, query, key, value: output(value)})
    (figure,) = question1._figures(student, PROBES)
    assert figure.title == title
    np.testing.assert_array_equal(figure.actual, RIGHT.T)
    np.testing.assert_array_equal(figure.expected, RIGHT)


def test_lent_functions_say_their_names_and_what_they_were_given():
    case = draw_case(7, SIZES[0])
    with pytest.raises(Refusal, match="self_attention recebeu algo que não é uma matriz de números"):
        lending.attention(5, False, ways.BOTH, case.X, "text", case.Wk, case.Wv)
    with pytest.raises(Refusal, match="self_attention recebeu algo que não é uma matriz de números"):
        lending.attention(5, False, ways.BOTH, "text", *case.matrices)
    with pytest.raises(Refusal, match=r"não combinam: \(5, 3\), \(5, 2\), \(5, 3\)"):
        lending.attention(5, False, ways.BOTH, case.X, np.ones((5, 3)), np.ones((5, 2)), np.ones((5, 3)))
    with pytest.raises(Refusal, match="feed_forward recebeu algo que não é uma matriz de números"):
        lending.network(case.W1, case.W2, None)
    with pytest.raises(Refusal, match=r"feed_forward recebeu formato \(5, 3\); aqui o embedding tem 7 colunas"):
        lending.network(case.W1, case.W2, np.ones((5, 3)))


def test_the_calls_of_a_layer_lend_what_the_way_says_and_no_more():
    case = draw_case(7, SIZES[0])
    for way in ways.WAYS:
        call = ways.call_of(case, way, in_pair=True)
        assert isinstance(call, Call)
        assert (call.name, call.args, call.seed) == ("encoder_layer", case.layer, case.network_seed)
        assert tuple(call.provide) == way.lend


@pytest.mark.parametrize("projected", [False, True])
def test_a_lent_attention_is_right_in_either_reading_alone_or_with_its_weights(projected):
    case = draw_case(7, SIZES[0])
    alone = lending.attention(len(case.X), False, ways.BOTH, *case.reading(projected))
    output, weights = lending.attention(len(case.X), True, ways.BOTH, *case.reading(projected))
    np.testing.assert_allclose(alone, case.attention)
    np.testing.assert_allclose(output, case.attention)
    np.testing.assert_allclose(weights, reference.attention_weights(*case.projected[:2]))


def test_a_lent_function_takes_matrices_up_to_its_limit():
    assert lending.norm(np.ones((MAX_LENGTH, 2))).shape == (MAX_LENGTH, 2)


def test_a_right_answer_is_asked_all_but_one_question_in_two_goes():
    """What the checks say ahead is what they ask; the other call is for a note."""
    alone, together = [], []

    class Both(FunctionStudent):
        def call(self, name, *args, seed=None, provide=None):
            alone.append(name)
            return super().call(name, *args, seed=seed, provide=provide)

        def calls(self, calls):
            together.append([call.name for call in calls])
            return [FunctionStudent.call(self, call.name, *call.args, seed=call.seed) for call in calls]

    assert all(outcome.share == 1 for outcome in grade(Both(misconceptions.submission()), RUBRIC, 1))
    assert alone == ["self_attention"]
    assert together == [["self_attention"] * 6, ["encoder_layer"] * 3]
