"""The answer key judged on the corpus in this very process: quick enough to run once for every mutant of the key."""

import re

import numpy as np
import pytest

from autograder.judge import slip_bank
from autograder.rubric import Refusal
from solutions.lista8 import cases, lending, question1, question2
from tests.conftest import EXPECTED, POINTS, SAMPLES, shares
from tests.lista8.test_rubric import ROADS

NEED_A_NOTEBOOK = {"certa-magicas", "certa-nome-da-funcao", "errada-erro-de-indentacao", "errada-erro-de-sintaxe"}
PLAIN = sorted(
    name for name, told in EXPECTED.items() if told["kind"] in ("correct", "wrong") and name not in NEED_A_NOTEBOOK
)


@pytest.fixture(autouse=True, scope="module")
def nothing_is_remembered():
    """What another test, or another mutant, has computed must not answer here."""
    for cached in (slip_bank._bank, cases.draw_case, question1.draw, question2._right, question2._drawn):
        cached.cache_clear()


@pytest.fixture
def judge(run_here, answers):
    def judge(*sources):
        return run_here(answers["importacoes"], answers["funcoes_dadas"], *sources, seed=5)

    return judge


@pytest.mark.parametrize("name", PLAIN)
def test_a_sample_gets_its_points_and_names(judge, name):
    answer = (SAMPLES[name] / "answer.py").read_text()
    lost = {}
    for outcome in judge(*re.split(r"^# %%.*$", answer, flags=re.MULTILINE)):
        if outcome.share < 1:
            told = {"verdict": outcome.verdict.value, "points": round(outcome.share * POINTS[outcome.check], 4)}
            slips = sorted(" + ".join(slip.name for slip in slips) for slips in outcome.explanations)
            lost[outcome.check] = told | ({"slips": slips} if slips else {})
    assert lost == EXPECTED[name]["cells"]


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_an_error_in_question_1_is_charged_once_whatever_the_road(judge, answers, road):
    unscaled = answers["q1_self_attention"].replace(" / np.sqrt(K.shape[1])", "")
    outcomes = shares(judge(unscaled, road))
    assert outcomes["q1_valores"] == 0.6
    assert [share for name, share in outcomes.items() if name.startswith("q2")] == [1, 1, 1]


def test_who_is_not_charged_twice_is_told_so_and_nobody_else(judge, answers):
    right, layer = answers["q1_self_attention"], answers["q2_encoder_layer"]
    for attention, notes in ((right, ()), (right.replace(" / np.sqrt(K.shape[1])", ""), (question2.AGAIN_NOTE,))):
        outcomes = {outcome.check: outcome for outcome in judge(attention, layer)}
        assert outcomes["q2_valores"].notes == notes


def test_a_layer_that_takes_output_and_weights_from_its_attention_is_lent_both(judge):
    layer = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    output, weights = self_attention(x, Wq, Wk, Wv)
    h = layer_norm(x + output @ Wo)
    return layer_norm(h + feed_forward(h))"""
    missing = "def self_attention(X, query, key, value):\n    raise NotImplementedError"
    outcomes = shares(judge(missing, layer))
    assert [share for name, share in outcomes.items() if name.startswith("q2")] == [1, 1, 1]


def test_projected_answers_are_warned_of_overflow_too(judge):
    answer = """def self_attention(X, query, key, value):
    S = query @ key.T / np.sqrt(key.shape[1])
    return np.exp(S) / np.exp(S).sum(axis=1, keepdims=True) @ value"""
    outcomes = {outcome.check: outcome for outcome in judge(answer)}
    assert (outcomes["q1_valores"].share, outcomes["q1_valores"].notes) == (1, (question1.OVERFLOW_NOTE,))


def test_secret_inputs_follow_from_more_seeds_than_can_be_tried():
    seeds = {cases.draw_seed(np.random.default_rng(seed)) for seed in range(200)}
    assert len(seeds) == 200
    assert max(seeds) > 2**62


def test_an_error_that_nothing_explains_is_put_into_words_in_a_layer_too(judge, answers):
    layer = answers["q2_encoder_layer"] + "\ndef encoder_layer(x, *weights):\n    return x.transpose(0, 2, 1)"
    told = {outcome.check: outcome.notes for outcome in judge(answers["q1_self_attention"], layer)}
    assert any("dois eixos" in note for note in told["q2_valores"])


NOTED = {  # what self_attention returns -> what is told of it, at q1_valores alone
    "A @ V, A": (question1.TUPLE_NOTE,),
    "(A @ V).tolist()": (question1.LIST_NOTE,),
    "np.exp(S) / np.exp(S).sum(axis=1, keepdims=True) @ V": (question1.OVERFLOW_NOTE,),
    "A @ V": (),
}


@pytest.mark.parametrize(("returned", "notes"), NOTED.items(), ids=range(len(NOTED)))
def test_an_accepted_answer_is_told_what_is_worth_telling_and_loses_nothing(judge, returned, notes):
    answer = f"""def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / np.sqrt(K.shape[1])
    A = softmax(S, axis=1)
    return {returned}"""
    outcomes = {outcome.check: outcome for outcome in judge(answer)}
    assert [outcomes[name].share for name in POINTS if name.startswith("q1")] == [1, 1, 1]
    assert [outcomes[name].notes for name in POINTS if name.startswith("q1")] == [(), (), notes]


@pytest.mark.parametrize("projected", [False, True])
def test_code_for_batches_is_recognised_under_both_readings(judge, projected):
    matrices = "query, key, value" if projected else "X @ query, X @ key, X @ value"
    answer = f"""def self_attention(X, query, key, value):
    Q, K, V = {matrices}
    return softmax(Q @ K.transpose(0, 2, 1) / np.sqrt(K.shape[-1]), axis=-1) @ V"""
    outcomes = [outcome for outcome in judge(answer) if outcome.check.startswith("q1")]
    assert {slip.name for outcome in outcomes for slip in outcome.slips} == {"transposta_de_tres_eixos"}


def test_a_lent_layer_norm_computes_the_handouts():
    x = np.random.default_rng(2).standard_normal((4, 6))
    expected = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    np.testing.assert_allclose(lending.norm(x), expected, atol=1e-6)
    np.testing.assert_allclose(lending.norm(x[0]), expected[0], atol=1e-6)


@pytest.mark.parametrize(
    "odd", ["text", None, np.zeros((2, 3, 4)), np.zeros((0, 3)), np.zeros((101, 2)), [[1], [1, 2]]]
)
def test_a_lent_function_refuses_what_is_no_matrix_of_reasonable_size(odd):
    with pytest.raises(Refusal, match="layer_norm recebeu"):
        lending.norm(odd)


def test_wrong_weights_come_with_a_picture_of_them_and_wrong_statistics_with_bars(judge):
    attention = """def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=0) @ V"""
    layer = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return 3 * layer_norm(h + feed_forward(h)) + 1"""
    told = {outcome.check: outcome.figures for outcome in judge(attention, layer)}
    (weights,) = told["q1_valores"]
    assert (weights.kind, weights.expected.shape) == ("heatmap", (4, 4))
    np.testing.assert_allclose(weights.expected.sum(axis=1), 1)
    np.testing.assert_allclose(weights.actual.sum(axis=0), 1)
    mean, variance = told["q2_estatisticas"]
    assert (mean.kind, mean.title, mean.expected) == ("bars", "Média de cada linha", 0.0)
    assert (variance.kind, variance.title, variance.expected) == ("bars", "Variância de cada linha", 1.0)
    np.testing.assert_allclose(mean.actual, 1)
    np.testing.assert_allclose(variance.actual, 9, atol=1e-3)
    assert told["q2_valores"] == ()


def test_three_slips_in_a_layer_are_looked_for_and_named(judge):
    layer = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(self_attention(x, Wk, Wq, Wv) @ Wo)
    return layer_norm(h + feed_forward(x))"""
    attention = """def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V"""
    told = {outcome.check: outcome for outcome in judge(attention, layer)}["q2_valores"]
    names = [{slip.name for slip in slips} for slips in told.explanations]
    assert {"sem_primeira_residual", "feed_forward_de_x", "Q_e_K_trocados"} in names
