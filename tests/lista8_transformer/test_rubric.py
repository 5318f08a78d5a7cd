"""The rubric behind the fence: what is promised is scored, an earlier error is not charged again, lending is safe."""

import pytest

from autograder.rubric import AGAIN_NOTE, Verdict
from solutions.lista8_transformer.cases import HEAD_SIZES, SIZES
from tests.lista8_transformer.conftest import POINTS, SAMPLES, SOURCE

ANSWER = (SAMPLES["certa-completa"] / "answer.py").read_text()
QUESTIONS = [cell.id for cell in SOURCE.cells if cell.metadata.get("nbgrader", {}).get("solution")]


def replaced(*pairs, answer=ANSWER):
    for old, new in pairs:
        assert old in answer
        answer = answer.replace(old, new)
    return answer


def lost(outcomes):
    return {name: outcome.share for name, outcome in outcomes.items() if outcome.share < 1}


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_the_model_solution_is_right_for_every_seed(judge, seed):
    cells = {cell.id: cell.source for cell in SOURCE.cells}
    outcomes = judge("\n".join(f"# %% {name}\n{cells[name]}" for name in QUESTIONS), seed=seed)
    assert lost(outcomes) == {}
    assert list(outcomes) != []
    assert set(outcomes) == set(POINTS)


def test_all_sizes_of_a_case_are_different_so_that_no_axis_can_be_mixed_up():
    for sizes in SIZES:
        numbers = [*vars(sizes).values(), sizes.d_model]
        assert len(set(numbers)) == len(numbers)
    assert all(len(set(sizes)) == 3 for sizes in HEAD_SIZES)


WRONG = {  # a wrong part, the question that pays for it, and how often the later ones are told so
    "softmax": ("q1", ("return e / np.sum(e, axis=-1, keepdims=True)", "return x")),
    "attention": ("q2", ("return np.matmul(weights, V)", "return V.sum(axis=-2, keepdims=True) + Q")),
    "attention that breaks": ("q2", ("    weights = softmax(scores)", "    weights = softmax(scores) @ 'a'")),
    "attention that is not there": ("q2", ("    depth = Q.shape[-1]\n", "    raise NotImplementedError\n")),
    "heads": ("q3", ("return out @ self.WO", "return out @ self.WO.T + 1")),
    "heads that break": ("q3", ("return out @ self.WO", "return out @ self.W0")),
    "heads that return a pair": ("q3", ("return out @ self.WO", "return self.WO @ 2, out")),
    "heads that are not there": (
        "q3",
        ("        self.depth = d_model // num_heads\n", "        raise NotImplementedError\n"),
    ),
    "network": ("q4", ("np.maximum(0, x @ self.W1)", "np.minimum(0, x @ self.W1)")),
    "network that is not there": (
        "q4",
        ("        return np.maximum(0, x @ self.W1) @ self.W2", "        raise NotImplementedError"),
    ),
    "layer": ("q5", ("return self.ff.forward(att)", "return x")),
    "layer that is not there": ("q5", ("return self.ff.forward(att)", "raise NotImplementedError")),
    "norm": ("q7", ("return (x - media) / np.sqrt(variancia + 1e-5)", "return x - media")),
    "mask": ("q8", ("np.tril(np.ones((n, n)))", "np.ones((n, n))")),
}


@pytest.mark.parametrize(("question", "change"), WRONG.values(), ids=WRONG)
def test_an_error_is_charged_in_its_own_question_and_never_again(judge, question, change):
    outcomes = judge(replaced(change))
    assert {name[:2] for name in lost(outcomes)} == {question}
    assert any(AGAIN_NOTE in outcome.notes for outcome in outcomes.values())


def test_a_method_that_uses_its_objects_by_other_names_is_right_too(judge):
    """An own way to call: __call__, keywords, and a function taken aside before anything is lent."""
    changed = replaced(
        (
            "def forward(self, Q, K, V, mask=None):",
            "def __call__(self, *a, **k): return self.forward(*a, **k)\n    def forward(self, Q, K, V, mask=None):",
        ),
        ("att = self.mha.forward(x, x, x)", "att = self.mha(Q=x, K=x, V=x, mask=None)"),
        ("self.cross.forward(a, memory, memory)", "self.cross(a, K=memory, V=memory)"),
        ("return out @ self.WO", "return out @ self.WO * 2"),
    )
    assert set(lost(judge(changed))) == {"q3_cabecas", "q3_valores"}


@pytest.mark.parametrize("hidden", [0, 1])
def test_a_decoder_that_makes_its_own_mask_is_not_excused_by_a_wrong_causal_mask(judge, hidden):
    """hidden: of how many tokens the first is kept from knowing."""
    wrong = f"np.tri(n, n, n - 1 - {hidden})"
    asked, n = "mask = causal_mask(x.shape[1])", "x.shape[1]"
    changed = replaced(
        ("np.tril(np.ones((n, n)))", wrong),
        (asked, f"{asked}\n        mask = np.tri({n}, {n}, {n} - 1 - {hidden}) > 0"),
    )
    assert set(lost(judge(changed))) == {"q8_mascara", "q9_causalidade", "q9_valores"}


MISUSES = [
    "softmax('a')",
    "softmax(x, axis=0)",
    "softmax(np.zeros((2000, 2000)))",
    "scaled_dot_product_attention(x, x[:, :2], x)",
    "scaled_dot_product_attention(x, x[..., :3], x)",
    "scaled_dot_product_attention(x, x, x, mask='sim')",
    "scaled_dot_product_attention(x, x, x, np.ones((99, 99)))",
    "MultiHeadAttention(12, 0)",
    "MultiHeadAttention(12, 5)",
    "MultiHeadAttention(1.5, 'a')",
    "MultiHeadAttention(10**9, 1)",
    "self.mha.forward(x, x)",
    "self.mha.forward(x, x, x, x, x)",
    "self.mha.forward(x[..., :5], x, x)",
    "self.mha.forward(None, x, x)",
    "self.mha.split_heads(x[0])",
    "setattr(self.mha, 'WQ', 'a') or self.mha.forward(x, x, x)",
    "setattr(self.mha, 'num_heads', 5) or self.mha.forward(x, x, x)",
    "vars(self.mha).clear() or self.mha.forward(x, x, x)",
    "self.ff.forward(x[..., :2])",
    "FeedForward(True, None)",
    "layer_norm([[1, 2], [3]])",
    "causal_mask(-1)",
    "causal_mask(10**12)",
    "self.mha.forward(x * np.inf, x * np.nan, x)",
]


@pytest.mark.parametrize("misuse", MISUSES)
def test_misusing_what_is_lent_is_never_our_fault(judge, misuse):
    """The wrong heads see to it that everything is lent."""
    changed = replaced(("return out @ self.WO", "return None"), ("return self.ff.forward(att)", f"return {misuse}"))
    [outcome] = judge(changed, "q5_valores").values()
    assert outcome.verdict in (Verdict.FAIL, Verdict.CRASH, Verdict.LIMIT)


def test_feedback_shows_the_matrix_in_which_batches_differ(judge):
    from autograder.feedback.outputs import outputs_of

    changed = replaced(
        (
            "return (x - media) / np.sqrt(variancia + 1e-5)",
            "y = (x - media) / np.sqrt(variancia + 1e-5)\n    y[-1] *= 3\n    return y",
        )
    )
    outcome = judge(changed, "q7_norma")["q7_norma"]
    shown, result = outputs_of(outcome, POINTS["q7_norma"])
    assert outcome.problem.expected.ndim == 2
    assert "maior diferença" in shown["data"]["text/html"]
    assert result["data"]["text/plain"] == "0.0"


def test_every_sentence_of_a_check_is_portuguese_and_every_failed_property_is_told(judge):
    outcomes = judge((SAMPLES["errada-sem-ValueError"] / "answer.py").read_text(), "q3_construcao")
    from autograder.feedback.outputs import outputs_of

    shown, _ = outputs_of(outcomes["q3_construcao"], 0.5)
    assert "deveria levantar ValueError" in shown["data"]["text/plain"]


@pytest.mark.parametrize(
    ("names", "said", "checks"),
    [
        (("WQ", "WK", "WV", "WO"), "WQ, WK, WV e WO", {"q3_cabecas", "q3_valores"}),
        (("W1", "W2"), "W1 e W2", {"q4_valores"}),
    ],
)
def test_weights_under_other_names_are_said_to_be_read_nowhere(judge, names, said, checks):
    answer = replaced(*((f"self.{name}", f"self.{name.lower()}") for name in names))
    outcomes = judge(answer)
    told = {name for name, outcome in outcomes.items() if f"quando mudam {said}:" in str(outcome.problem)}
    assert told == checks
    assert not any("não somam 1" in str(outcome.problem) for outcome in outcomes.values())


def test_an_output_that_one_of_the_weights_changes_is_explained_as_ever(judge):
    outcomes = judge(replaced(("self.WQ", "self.wq")))
    assert outcomes["q3_valores"].share < 1
    assert not any("quando mudam" in str(outcome.problem) for outcome in outcomes.values())
