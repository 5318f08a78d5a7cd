"""What only looks like an answer earns nothing: noise, outputs that depend on too little, and two readings at once."""

from collections import Counter

import numpy as np
import pytest

from autograder.judge.grade import grade
from autograder.judge.memo import MemoizedStudent
from autograder.rubric import RANDOM, UNUSED, Mismatch, Verdict
from autograder.rubric.load import rubric_of
from autograder.verify.slip_submissions import FunctionStudent
from solutions.lista8 import misconceptions, probing, question1, reference, tracing, ways
from solutions.lista8.cases import draw_seed
from tests.conftest import POINTS, shares

RUBRIC = rubric_of("lista8")
FORMATS = {"q1_formato", "q2_formato"}
ROWS = "A = {noise}\n    return A / A.sum(axis=1, keepdims=True) @ {value}"
ATTENTIONS = {
    "random rows": ROWS.format(noise="np.random.rand(len(X), len(X))", value="value"),
    "random rows of projected values": ROWS.format(noise="np.random.rand(len(X), len(X))", value="(X @ value)"),
    "rows of an own generator": ROWS.format(noise="np.random.default_rng().random((len(X), len(X)))", value="value"),
    "the same random rows every time": "np.random.seed(3)\n    "
    + ROWS.format(noise="np.random.rand(len(X), len(X))", value="value"),
    "softmax of noise": "return softmax(np.random.randn(len(X), len(X)), axis=1) @ value",
    "right weights, shaken": "A = softmax(query @ key.T / np.sqrt(key.shape[1]), axis=1)\n    "
    "A = A * (1 + 0.1 * np.random.rand(*A.shape))\n    return A / A.sum(axis=1, keepdims=True) @ value",
    "softmax of query alone": "return softmax(query, axis=1)",
    "softmax of key alone": "return softmax(key, axis=1)",
    "a random value": "return softmax(query @ key.T / np.sqrt(key.shape[1]), axis=1) @ np.random.randn(*value.shape)",
}
LAYERS = {
    "random rows": "return layer_norm(np.random.randn(*x.shape))",
    "rows of an own generator": "return layer_norm(np.random.default_rng().normal(size=x.shape))",
    "the same random rows every time": "return layer_norm(np.random.default_rng(3).normal(size=x.shape))",
    "x and noise": "return layer_norm(x + np.random.randn(*x.shape))",
    "x and noise of an own generator": "return layer_norm(x + np.random.default_rng().normal(size=x.shape))",
    "x alone": "return layer_norm(x)",
    "a right layer and noise": "h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)\n    "
    "return layer_norm(h + feed_forward(h) + np.random.randn(*h.shape))",
    "noise through the network": "return layer_norm(feed_forward(np.random.randn(*x.shape)))",
}


def attention(body):
    return f"def self_attention(X, query, key, value):\n    {body}"


def layer(body):
    return f"def encoder_layer(x, Wq, Wk, Wv, Wo):\n    {body}"


@pytest.fixture
def judged(run_here, answers):
    def judged(*sources, seed=1):
        outcomes = run_here(answers["importacoes"], answers["funcoes_dadas"], *sources, seed=seed)
        return {outcome.check: outcome for outcome in outcomes}

    return judged


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("body", ATTENTIONS.values(), ids=ATTENTIONS)
def test_noise_for_an_attention_earns_its_format_at_most(judged, answers, body, seed):
    outcomes = judged(attention(body), answers["q2_encoder_layer"], seed=seed)
    assert [outcomes[name].share for name in ("q1_soma_das_linhas", "q1_valores")] == [0, 0]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("body", LAYERS.values(), ids=LAYERS)
def test_noise_for_a_layer_earns_its_format_at_most(judged, answers, body, seed):
    outcomes = judged(answers["q1_self_attention"], layer(body), seed=seed)
    assert [outcomes[name].share for name in ("q2_estatisticas", "q2_valores")] == [0, 0]


DRAWS = "d = h.shape[1]\n    f = np.maximum(0, h @ np.random.randn(d, 4 * d)) @ np.random.randn(4 * d, d)\n    "
STEADY = {  # wrong layers whose last operation is a norm, of which nothing is noise
    "a network of their own": "h = layer_norm(0.5 * x + self_attention(x, Wq, Wk, Wv) @ Wo)\n    "
    + DRAWS
    + "return layer_norm(h + f)",
    "draws that are thrown away": "np.random.rand(3)\n    h = layer_norm(x - self_attention(x, Wq, Wk, Wv) @ Wo)\n    "
    "return layer_norm(h + feed_forward(h))",
    "no network": "return layer_norm(0.5 * x + self_attention(x, Wq, Wk, Wv) @ Wo)",
    "no attention": "h = layer_norm(2 * x + 1)\n    return layer_norm(x + feed_forward(h))",
    "tokens that are not alike": "h = layer_norm(np.cumsum(x, axis=0) + self_attention(x, Wq, Wk, Wv) @ Wo)\n    "
    "return layer_norm(h + feed_forward(h))",
}


@pytest.mark.parametrize("body", STEADY.values(), ids=STEADY)
def test_the_statistics_of_a_wrong_layer_that_is_no_noise_count(judged, answers, body):
    outcomes = judged(answers["q1_self_attention"], layer(body))
    assert outcomes["q2_estatisticas"].share == 1
    assert outcomes["q2_valores"].share < 1


@pytest.mark.parametrize(
    "body",
    [
        "return softmax(X @ query @ (X @ key).T / 9, axis=1) @ (X @ value)",
        "K = X @ key\n    return softmax(K @ K.T, axis=1) @ (X @ value)",
        "np.random.rand(3)\n    return softmax(X @ query @ (X @ key).T, axis=1) @ (X @ value)",
        "return softmax(X @ query @ (X @ key).T, axis=1) @ X",
    ],
)
def test_wrong_weights_that_are_weights_keep_the_row_sums(judged, answers, body):
    assert judged(attention(body), answers["q2_encoder_layer"])["q1_soma_das_linhas"].share == 1


@pytest.mark.parametrize(("projected", "calls"), [(False, 7), (True, 10)])
def test_a_right_answer_is_asked_no_more_than_it_must(projected, calls):
    asked = Counter()

    class Counted(FunctionStudent):
        def call(self, name, *args, seed=None, provide=None):
            asked[name, tuple(provide or ())] += 1
            return super().call(name, *args, seed=seed, provide=provide)

    student = Counted(misconceptions.submission(projected=projected))
    assert all(outcome.share == 1 for outcome in grade(student, RUBRIC.values(), 1))
    assert asked == {("self_attention", ()): calls, ("encoder_layer", ()): 3}


def mixed(reading):
    """A self_attention of one reading, and a layer that calls it in the other."""
    own, other = misconceptions.submission(projected=reading), misconceptions.submission(projected=not reading)

    def encoder_layer(*arguments, self_attention=own["self_attention"], **lent):
        return other["encoder_layer"](*arguments, self_attention=self_attention, **lent)

    return {"self_attention": own["self_attention"], "encoder_layer": encoder_layer}


@pytest.mark.parametrize("reading", [False, True])
def test_two_readings_that_do_not_work_together_earn_nothing_in_question_2_and_are_told(reading):
    outcomes = {outcome.check: outcome for outcome in grade(FunctionStudent(mixed(reading)), RUBRIC.values(), 1)}
    assert {name: outcome.share for name, outcome in outcomes.items()} == {name: float("q1" in name) for name in POINTS}
    own, passed = tracing.READINGS[reading], tracing.READINGS[not reading]
    assert tracing.MIXED.format(own=own, passed=passed) in outcomes["q2_valores"].notes


def both(X, query, key, value):
    Q, K, V = (query, key, value) if len(query) == len(X) else reference.project(X, query, key, value)
    return reference.attention_weights(Q, K) @ V


@pytest.mark.parametrize("reading", [False, True])
@pytest.mark.parametrize("own", [both, lambda X, query, key, value: 1 / 0], ids=["takes both", "is right in neither"])
def test_a_lent_attention_takes_both_readings_where_the_own_one_is_right_in_both_or_in_neither(own, reading):
    functions = misconceptions.submission(projected=reading) | {"self_attention": own}
    assert ways.followed(FunctionStudent(functions), 1) == ways.BOTH
    outcomes = shares(grade(FunctionStudent(functions), RUBRIC.values(), 1))
    assert all(outcomes[name] == 1 for name in POINTS if name.startswith("q2"))


TOLD = {  # what self_attention does -> what is told of its row sums, and what must not be
    "a random value": (ATTENTIONS["a random value"], RANDOM),
    "tanh of V": ("return softmax(X @ query @ (X @ key).T, axis=1) @ np.tanh(X @ value)", probing.UNWEIGHTED),
    "no value": ("return softmax(query @ key.T, axis=0) @ (query - key)", probing.NO_VALUE),
    "one matrix": (ATTENTIONS["softmax of key alone"], probing.NOT_BOTH),
    "the same for all": ("return np.full((len(X), len(X)), 1 / len(X)) @ value", probing.SAME),
}


@pytest.mark.parametrize(("body", "sentence"), TOLD.values(), ids=TOLD)
def test_an_output_that_is_no_weights_is_not_told_to_be(judged, answers, body, sentence):
    outcome = judged(attention(body), answers["q2_encoder_layer"])["q1_soma_das_linhas"]
    assert outcome.problem.kind == "property"
    assert outcome.problem.expected.endswith(sentence.strip())
    assert [figure.title for figure in outcome.figures] in ([], [question1.OUTPUT_TITLE], [question1.WEIGHTS_TITLE])


@pytest.mark.parametrize(
    ("weights", "kind"),
    [("X @ query @ (X @ key).T", "negative"), ("softmax(X @ query @ (X @ key).T, axis=0)", "row sums")],
)
def test_weights_that_are_wrong_are_told_to_be(judged, answers, weights, kind):
    outcome = judged(attention(f"return {weights} @ (X @ value)"), answers["q2_encoder_layer"])["q1_soma_das_linhas"]
    assert outcome.problem.kind == kind
    assert [figure.title for figure in outcome.figures] == [question1.WEIGHTS_TITLE]


def test_who_reads_projected_matrices_is_not_told_that_x_has_no_effect(judged, answers):
    body = "return softmax(query @ key.T / 7, axis=1)"  # of a shape that tells no reading
    outcomes = judged(attention(body), answers["q2_encoder_layer"])
    told = " ".join(outcomes["q1_valores"].notes)
    assert UNUSED.format(names="value") in told
    assert "X" not in told.replace("Quando X e value", "")


def test_code_that_runs_on_square_matrices_alone_is_told_why_one_check_could_be_made(judged, answers):
    outcomes = judged(
        attention("K = X @ key\n    return softmax(X @ query @ K, axis=1) @ (X @ value)"), answers["q2_encoder_layer"]
    )
    assert [outcomes[name].verdict for name in ("q1_formato", "q1_valores")] == [Verdict.CRASH] * 2
    assert (outcomes["q1_soma_das_linhas"].share, outcomes["q1_soma_das_linhas"].notes) == (1, (question1.SQUARE_NOTE,))


def test_a_slip_is_told_at_the_checks_that_it_costs(judged, answers):
    outcomes = judged(
        attention("return softmax(X @ query @ (X @ key).T, axis=0) @ (X @ value)"), answers["q2_encoder_layer"]
    )
    names = {name: {slip.name for slip in outcomes[name].slips} for name in ("q1_soma_das_linhas", "q1_valores")}
    assert names["q1_soma_das_linhas"] == {"softmax_nas_colunas"}
    assert names["q1_valores"] == {"softmax_nas_colunas", "sem_escala"}


def test_no_input_of_a_question_is_one_of_the_other():
    seeds = [draw_seed(RUBRIC[name].stream(1)) for name in ("q1_valores", "q2_valores")]
    first, second = (
        question1.draw(seeds[0]),
        [ways.draw(seeds[1], case.size) for case in question1.draw(seeds[0]).cases],
    )
    mine = [matrix for projected in (False, True) for arguments in first.inputs(projected) for matrix in arguments]
    for case in second:
        for matrix in (*case.layer, *case.projected):
            assert not any(matrix.shape == other.shape and np.allclose(matrix, other) for other in mine)


def test_what_a_class_is_lent_is_the_answer_to_nothing_that_is_asked_without_it():
    """The whole class has the same inputs, so that one student may tell another what he was lent."""
    lent, asked = [], []

    class Spy(FunctionStudent):
        def call(self, name, *args, seed=None, provide=None):
            watched = {name: watch(function) for name, function in (provide or {}).items()}
            if not provide:
                asked.append(args)
            return super().call(name, *args, seed=seed, provide=watched)

    def watch(function):
        def call(*args):
            lent.append(function(*args))
            return lent[-1]

        return call

    slips = {slip.name: slip for slip in misconceptions.SLIPS}
    for names in (["pre_ln", "sem_escala"], ["devolve_V", "sem_primeira_residual"], ["sem_softmax", "sem_relu"]):
        grade(Spy(misconceptions.submission([slips[name] for name in names])), RUBRIC.values(), 1)
    first = question1.draw(draw_seed(RUBRIC["q1_valores"].stream(1)))
    right = [case.attention for case in first.cases] + first.probes.right
    assert len(lent) > 20
    for output in lent:
        assert not any(output.shape == other.shape and np.allclose(output, other, atol=1e-3) for other in right)


def test_all_that_the_own_functions_are_asked_for_points_comes_before_a_right_attention_is_lent():
    order = []

    class Ordered(FunctionStudent):
        def call(self, name, *args, seed=None, provide=None):
            order.append("self_attention" in (provide or {}))
            return super().call(name, *args, seed=seed, provide=provide)

    slips = {slip.name: slip for slip in misconceptions.SLIPS}
    functions = misconceptions.submission([slips["sem_escala"], slips["sem_primeira_residual"]])
    student, stream = MemoizedStudent(Ordered(functions)), RUBRIC["q2_valores"].stream(1)
    with pytest.raises(Mismatch):
        RUBRIC["q2_valores"].run(student, stream)
    assert order == sorted(order)
    assert any(order)
