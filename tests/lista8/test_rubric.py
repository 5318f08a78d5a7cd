"""The rubric behind the fence: what is promised is scored, and nothing else."""

import pytest

from autograder.rubric import Verdict
from solutions.lista8 import cases, question2, reference
from tests.conftest import POINTS, shares

FULL = dict.fromkeys(POINTS, 1.0)


def given(answers):
    return answers["importacoes"], answers["funcoes_dadas"]


@pytest.mark.parametrize("seed", range(5))
def test_the_model_solution_is_right_for_every_seed(run, answers, seed):
    cells = (*given(answers), answers["q1_self_attention"], answers["q2_encoder_layer"])
    assert shares(run(*cells, seed=seed)) == FULL


def test_all_sizes_are_different_so_that_no_axis_can_be_mixed_up():
    for size in cases.SIZES:
        assert len(set(size)) == 3
    assert all(len({size[axis] for size in cases.SIZES}) > 1 for axis in range(3))


@pytest.mark.parametrize("epsilon", ["1e-5", "1e-6", "1e-3", "1e-12"])
def test_an_own_layer_norm_with_another_usual_epsilon_is_right(run, answers, epsilon):
    norm = f"def layer_norm(x): return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + {epsilon})"
    assert shares(run(*given(answers), norm, answers["q1_self_attention"], answers["q2_encoder_layer"])) == FULL


def test_an_error_in_question_1_is_not_charged_again_in_question_2(run, answers):
    for wrong in ("return X", "return X @ query, None", "raise NotImplementedError", "1 / 0", "import os; os._exit(1)"):
        function = f"def self_attention(X, query, key, value): {wrong}"
        outcomes = run(*given(answers), function, answers["q2_encoder_layer"])
        assert [share for name, share in shares(outcomes).items() if name.startswith("q2")] == [1, 1, 1], wrong
        assert all(outcome.notes == (question2.AGAIN_NOTE,) for outcome in outcomes if outcome.check.startswith("q2"))


ROADS = {  # other ways from encoder_layer to a self_attention that lacks its scale
    "inline feed-forward": """def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    d = h.shape[1]
    W1 = np.random.randn(d, 4 * d)
    return layer_norm(h + np.maximum(0, h @ W1) @ np.random.randn(4 * d, d))""",
    "projected, without X": """def self_attention(X, query, key, value):
    return softmax(query @ key.T, axis=1) @ value
def encoder_layer(x, Wq, Wk, Wv, Wo):
    x = layer_norm(x + self_attention(None, x @ Wq, x @ Wk, x @ Wv) @ Wo)
    return layer_norm(x + feed_forward(x))""",
    "own parameter names": """def self_attention(X, Q, K, V, mask=None):
    return softmax(X @ Q @ (X @ K).T, axis=1) @ (X @ V)
def encoder_layer(x, Wq, Wk, Wv, Wo):
    x = layer_norm(x + self_attention(x, Q=Wq, K=Wk, V=Wv, mask=None) @ Wo)
    return layer_norm(x + feed_forward(x))""",
    "three values": """def self_attention(X, query, key, value):
    A = softmax(X @ query @ (X @ key).T, axis=1)
    return A @ (X @ value), A, None
def encoder_layer(x, Wq, Wk, Wv, Wo):
    output, A, _ = self_attention(x, Wq, Wk, Wv)
    x = layer_norm(x + output @ Wo)
    return layer_norm(x + feed_forward(x))""",
    "bound before": """attend = self_attention
def encoder_layer(x, Wq, Wk, Wv, Wo, attention=self_attention):
    x = layer_norm(x + attend(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(x + feed_forward(x))""",
    "shared helper": """def helper(Q, K, V): return softmax(Q @ K.T, axis=1) @ V
def self_attention(X, query, key, value): return helper(X @ query, X @ key, X @ value)
def encoder_layer(x, Wq, Wk, Wv, Wo):
    x = layer_norm(x + helper(x @ Wq, x @ Wk, x @ Wv) @ Wo)
    return layer_norm(x + feed_forward(x))""",
}


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_an_error_in_question_1_is_not_charged_again_whatever_the_road_to_it(run, answers, road):
    unscaled = answers["q1_self_attention"].replace(" / np.sqrt(K.shape[1])", "")
    outcomes = shares(run(*given(answers), unscaled, road))
    assert outcomes["q1_valores"] == 0.6
    assert [share for name, share in outcomes.items() if name.startswith("q2")] == [1, 1, 1]


def test_an_attention_that_is_none_does_not_carry_question_2(run, answers):
    attention = "def self_attention(X, query, key, value): return np.zeros((len(X), value.shape[1]))"
    encoder = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    x = layer_norm(x)
    return layer_norm(x + feed_forward(x))"""
    outcomes = {outcome.check: outcome for outcome in run(*given(answers), attention, encoder)}
    assert [slip.name for slip in outcomes["q2_valores"].slips] == ["sem_atencao"]


def test_a_lent_attention_returns_a_pair_where_the_students_own_does(run, answers):
    attention = "def self_attention(X, query, key, value): return X @ value, None"
    encoder = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    attention, weights = self_attention(x, Wq, Wk, Wv)
    x = layer_norm(x + attention @ Wo)
    return layer_norm(x + feed_forward(x))"""
    outcomes = run(*given(answers), attention, encoder)
    assert [share for name, share in shares(outcomes).items() if name.startswith("q2")] == [1, 1, 1]


def test_what_is_lent_in_question_2_cannot_be_kept_for_question_1(run, answers):
    """self_attention remembers the lent function that encoder_layer saw; question 1 has been judged by then."""
    attention = """kept = []
def self_attention(X, query, key, value):
    return kept[0](X, query, key, value) if kept else X"""
    encoder = answers["q2_encoder_layer"].replace(":\n", ":\n    kept.append(self_attention)\n", 1)
    outcomes = shares(run(*given(answers), attention, encoder))
    assert [outcomes[name] for name in POINTS if name.startswith("q1")] == [0, 0, 0]


@pytest.mark.parametrize(
    "misuse",
    [
        "feed_forward('x')",
        "feed_forward(np.zeros((0, 8)))",
        "feed_forward(np.zeros((2000, 3)))",
        "feed_forward(x[:, :2])",
        "self_attention(x, Wq)",
        "self_attention(x, Wq, Wk, Wv, mask=None)",
        "self_attention(x, 'a', [1, [2]], {})",
        "self_attention(x, Wq.T, Wk, Wv)",
        "self_attention(x[:0], Wq, Wk, Wv)",
        "self_attention(np.zeros((10**6, 8)), Wq, Wk, Wv)",
        "self_attention(x * 1e308, Wq * 1e308, Wk, Wv)",
        "self_attention(x * np.nan, Wq, Wk, Wv)",
    ],
)
def test_misusing_a_lent_function_is_never_our_fault(run, answers, misuse):
    attention = "def self_attention(X, query, key, value): return 0"
    encoder = f"def encoder_layer(x, Wq, Wk, Wv, Wo): return {misuse}"
    outcomes = run(*given(answers), attention, encoder)
    assert {outcome.verdict for outcome in outcomes} <= {Verdict.FAIL, Verdict.CRASH, Verdict.LIMIT}


def test_inputs_are_scaled_so_that_no_softmax_saturates():
    for seed in range(200):
        for size in cases.SIZES:
            Q, K, _ = cases.draw_case(seed, size).projected
            A = reference.attention_weights(Q, K)
            assert A.max(axis=1).mean() < 0.95


@pytest.mark.parametrize("constant", ["X", "value", "np.full((len(X), len(X)), 1 / len(X))"])
def test_a_matrix_that_happens_to_have_the_right_row_sums_earns_nothing(run, answers, constant):
    outcomes = shares(run(*given(answers), f"def self_attention(X, query, key, value): return {constant}"))
    assert outcomes["q1_soma_das_linhas"] == 0
