"""Wrong answers that no combination of known slips makes: none may be given a name, each is told what is known."""

import pytest

from autograder.feedback.html import plain_of
from autograder.rubric import RANDOM, UNUSED, UNUSED_MANY, Verdict
from solutions.lista8 import facts, tracing
from tests.conftest import shares

ATTENTION = """def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    {before}
    S = {scores}
    A = {weights}
    return {output}"""
ENCODER = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    a = self_attention(x, Wq, Wk, Wv) @ Wo
    h = {first}
    f = feed_forward({network})
    return {last}"""
PARTS = {
    "before": "pass",
    "scores": "Q @ K.T / np.sqrt(K.shape[1])",
    "weights": "softmax(S, axis=1)",
    "output": "A @ V",
}
LAYER = {"first": "layer_norm(x + a)", "network": "h", "last": "layer_norm(h + f)"}
OUTSIDE = {  # what is changed in a right answer
    "a temperature": {"scores": "Q @ K.T / np.sqrt(K.shape[1]) / 2"},
    "divided by n": {"scores": "Q @ K.T / len(X)"},
    "a bias on the scores": {"scores": "Q @ K.T / np.sqrt(K.shape[1]) + np.arange(len(X))"},
    "absolute scores": {"scores": "abs(Q @ K.T) / np.sqrt(K.shape[1])"},
    "negative scores": {"scores": "-Q @ K.T / np.sqrt(K.shape[1])"},
    "squared distances": {"scores": "-((Q[:, None] - K) ** 2).sum(axis=2)"},
    "cosines": {"before": "Q, K = (M / np.linalg.norm(M, axis=1, keepdims=True) for M in (Q, K))"},
    "relu on Q": {"before": "Q = np.maximum(Q, 0)"},
    "tanh on the scores": {"weights": "softmax(np.tanh(S), axis=1)"},
    "base two": {"weights": "2**S / (2**S).sum(axis=1, keepdims=True)"},
    "squares for exponentials": {"weights": "S**2 / (S**2).sum(axis=1, keepdims=True)"},
    "a window": {"weights": "softmax(np.where(abs(np.subtract.outer(*[range(len(S))] * 2)) < 2, S, -np.inf), axis=1)"},
    "not itself": {"weights": "softmax(np.where(np.eye(len(S)) == 1, -np.inf, S), axis=1)"},
    "a hard maximum": {"weights": "np.eye(len(S))[S.argmax(axis=1)]"},
    "uniform weights": {"weights": "np.full(S.shape, 1 / len(S))"},
    "weights to the power two": {"weights": "softmax(S, axis=1) ** 2"},
    "rounded weights": {"weights": "np.round(softmax(S, axis=1), 2)"},
    "symmetric weights": {"weights": "(softmax(S, axis=1) + softmax(S, axis=1).T) / 2"},
    "a residual of V": {"output": "A @ V + V"},
    "tokens in reverse": {"output": "(A @ V)[::-1]"},
    "one token off": {"output": "np.roll(A @ V, 1, axis=0)"},
    "twice the output": {"output": "2 * A @ V"},
    "minus the attention": {"first": "layer_norm(x - a)"},
    "half a residual": {"first": "layer_norm(0.5 * x + a)"},
    "a product for a sum": {"first": "layer_norm(x * a)"},
    "relu on the attention": {"first": "layer_norm(x + np.maximum(a, 0))"},
    "tanh at the end": {"last": "layer_norm(np.tanh(h + f))"},
    "both residuals in the second sum": {"last": "layer_norm(h + f + x)"},
    "the attention again": {"last": "layer_norm(h + f + a)"},
    "a network of a shifted h": {"network": "np.roll(h, 1, axis=0)"},
    "unscaled at the end": {"last": "2 * layer_norm(h + f)"},
    "a first norm that shifts": {"first": "layer_norm(x + a) + 1"},
}


def cells(answers, change):
    question1, question2 = ATTENTION.format(**PARTS | change), ENCODER.format(**LAYER | change)
    return answers["importacoes"], answers["funcoes_dadas"], question1, question2


@pytest.fixture
def judged(run_here, answers):
    def judged(change):
        return run_here(*cells(answers, change))

    return judged


def test_there_are_enough_of_them_and_the_answer_that_they_change_is_right(judged):
    assert len(OUTSIDE) >= 25
    assert set(shares(judged({})).values()) == {1.0}


@pytest.mark.parametrize("change", OUTSIDE.values(), ids=OUTSIDE)
def test_an_answer_outside_the_bank_is_given_no_name_and_loses_points(judged, change):
    outcomes = judged(change)
    part = "q1" if change.keys() <= PARTS.keys() else "q2"
    lost = [outcome for outcome in outcomes if outcome.share < 1]
    assert {outcome.check[:2] for outcome in lost} == {part}
    assert all(outcome.explanations == () and outcome.verdict is Verdict.FAIL for outcome in lost)


def values(outcomes, check="q1_valores"):
    return next(outcome for outcome in outcomes if outcome.check == check)


KNOWN = {  # what is told, for a change of the attention
    RANDOM: {"before": "Q = Q + np.random.randn(*Q.shape)"},
    UNUSED.format(names="key"): {"before": "K = np.cumsum(Q, axis=0)"},
    UNUSED_MANY.format(names="query, key"): {"before": "Q, K = np.cumsum(V, axis=0), V[::-1]"},
    facts.OTHER_WEIGHTS: OUTSIDE["not itself"],
    facts.EXAMPLE: {"scores": "Q @ K.T / np.sqrt(8 * 3 / X.shape[1])"},
}


@pytest.mark.parametrize(("fact", "change"), KNOWN.items(), ids=range(len(KNOWN)))
def test_what_is_known_of_an_attention_is_told(judged, fact, change):
    assert fact in values(judged(change)).notes


def test_right_weights_with_a_wrong_use_are_told(judged):
    """With value = I the change leaves the output alone: V is doubled where its columns do not sum to 1."""
    change = {"output": "A @ V * (1 if np.allclose(V.sum(axis=0), 1) else 1.7)"}
    assert facts.WEIGHTS in values(judged(change)).notes


TRACED = {
    tracing.FIRST_HALF_WRONG: OUTSIDE["half a residual"],
    tracing.NETWORK_WRONG: OUTSIDE["a network of a shifted h"],
    tracing.SECOND_SUM_WRONG: OUTSIDE["both residuals in the second sum"],
    tracing.LAST_STEP_WRONG: OUTSIDE["unscaled at the end"],
    tracing.NO_NORM: {"first": "x + a * 2", "last": "(h + f) / 3"},
    tracing.NO_NETWORK: {"first": "layer_norm(x + a)\n    feed_forward = np.cos"},
    RANDOM: {"last": "layer_norm(h + f + np.random.randn(*h.shape))"},
    UNUSED_MANY.format(names="Wq, Wk, Wv"): {"first": "layer_norm(x + x[:, : Wo.shape[0]] @ Wo)"},
}


@pytest.mark.parametrize(("fact", "change"), TRACED.items(), ids=range(len(TRACED)))
def test_the_step_of_the_layer_at_which_the_difference_appears_is_told(judged, fact, change):
    assert fact in values(judged(change), "q2_valores").notes


@pytest.mark.parametrize("last", ["None", "'pronto'", "{}"])
def test_of_a_layer_that_returns_no_matrix_nothing_else_is_told(judged, last):
    assert values(judged({"last": last}), "q2_valores").notes == ()


@pytest.mark.parametrize(
    "change", [{"first": "layer_norm(x + a, axis=1)"}, {"first": "layer_norm(x + a)\n    feed_forward(x, 4)"}]
)
def test_a_call_that_stops_is_never_said_to_be_missing(judged, change):
    assert {tracing.NO_NORM, tracing.NO_NETWORK}.isdisjoint(values(judged(change), "q2_valores").notes)


def test_an_own_layer_norm_that_is_wrong_is_told_when_no_slip_is(run_here, answers):
    norm = "def layer_norm(x): return (x - x.min(axis=1, keepdims=True)) / np.ptp(x, axis=1, keepdims=True)"
    outcomes = run_here(*cells(answers, {})[:2], norm, *cells(answers, {})[2:])
    assert tracing.NORM_WRONG in values(outcomes, "q2_valores").notes


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("np.softmax(X)", "é a do scipy"),
        ("X.masked_fill(X == 0, 0)", "PyTorch"),
        ("torch.tensor(X)", "Nada se chama torch"),
        ("X.transpose(0, 2, 1)", "Aqui cada matriz tem dois eixos"),
        ("X @ X", "Um produto de matrizes"),
        ("X + np.zeros((2, 2, 999))", "formatos que não combinam"),
        ("softmax()", "parâmetros"),
        ("Wq", "Nada se chama Wq"),
    ],
)
def test_the_message_of_an_exception_is_put_into_words(run_here, answers, line, words):
    function = f"def self_attention(X, query, key, value): return {line}"
    outcomes = run_here(answers["importacoes"], answers["funcoes_dadas"], function, answers["q2_encoder_layer"])
    assert words in plain_of(values(outcomes))
