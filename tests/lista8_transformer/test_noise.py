"""Random answers of the right shapes earn nothing, two mistakes never pay as one, and luck decides nothing."""

import pytest

from autograder.judge.grade import grade
from autograder.notebook import LocalStudent
from solutions.lista8_transformer.misconceptions import BANKS, MASKING, MULTI_HEAD, PARTS
from solutions.lista8_transformer.submissions import answer
from tests.lista8_transformer.conftest import POINTS, RUBRIC, SAMPLES, graded_here

ANSWER = (SAMPLES["certa-completa"] / "answer.py").read_text()
WEIGHTS, DRAWN = "    weights = softmax(scores)", "softmax(np.random.randn(*scores.shape))"
OUTPUT, HIDING = "return np.matmul(weights, V)", "mask is not None or Q.shape[-2] == 1"
ATTENDING = {"q2_pesos", "q2_valores", "q2_mascara"}
NOISE = {  # what is replaced, and by what; the checks that lose
    "weights": (WEIGHTS, f"    weights = {DRAWN}", {"q2_pesos", "q2_valores", "q2_mascara"}),
    "weights of one generator": (
        WEIGHTS,
        f"    weights = {DRAWN}".replace("np.random.", "np.random.RandomState(3)."),
        ATTENDING,
    ),
    "weights of the notebook's seed": (
        WEIGHTS,
        f"    np.random.seed(0)\n    weights = {DRAWN}",
        ATTENDING,
    ),
    "zeros for a mask or one row": (OUTPUT, f"return np.zeros(Q.shape) if {HIDING} else np.ones(Q.shape)", ATTENDING),
    "queries for a mask or one row": (OUTPUT, f"return Q if {HIDING} else -Q", ATTENDING),
    "one number that grows with each mask": (
        OUTPUT,
        "f = scaled_dot_product_attention\n    f.masks = getattr(f, 'masks', 0) + (mask is not None)\n"
        f"    return np.full(Q.shape, f.masks) if {HIDING} else -Q",
        ATTENDING,
    ),
    "softmax": ("np.exp(x - np.max(x, axis=-1, keepdims=True))", "np.random.rand(*x.shape)", {"q1_valores"}),
    "heads": (
        "return out @ self.WO",
        "return np.random.randn(B, n, self.d_model)",
        {"q3_cabecas", "q3_valores"},
    ),
    "pieces": (
        "return x.transpose(0, 2, 1, 3)",
        "return np.random.randn(B, self.num_heads, n, self.depth)",
        {"q3_divisao", "q3_cabecas", "q3_valores"},
    ),
    "network": ("np.maximum(0, x @ self.W1) @ self.W2", "np.random.randn(*x.shape)", {"q4_valores"}),
    "layer": ("self.ff.forward(att)", "np.random.randn(*x.shape)", {"q5_permutacao", "q5_valores"}),
    "stack": ("x = layer.forward(x)", "x = np.random.randn(*x.shape)", {"q6_valores"}),
    "decoder": (
        "return layer_norm(b + self.ff.forward(b))",
        "return layer_norm(np.random.randn(*x.shape))",
        {"q9_causalidade", "q9_valores"},
    ),
}


def lost(answer, seed=3):
    return {outcome.check: outcome for outcome in graded_here(answer, seed) if outcome.share < 1}


@pytest.mark.parametrize("noise", NOISE)
def test_noise_of_the_right_shape_earns_nothing(noise):
    old, new, checks = NOISE[noise]
    assert old in ANSWER
    outcomes = lost(ANSWER.replace(old, new))
    assert {name: outcome.share for name, outcome in outcomes.items()} == dict.fromkeys(checks, 0)


def test_a_forgotten_mask_costs_the_heads_nothing():
    ignored = ANSWER.replace("scaled_dot_product_attention(q, k, v, mask)", "scaled_dot_product_attention(q, k, v)")
    assert set(lost(ignored)) == {"q3_valores"}
    unknown = ANSWER.replace("def forward(self, Q, K, V, mask=None)", "def forward(self, Q, K, V)").replace(
        "v, mask)", "v)"
    )
    assert set(lost(unknown)) == {"q3_valores"}


def test_two_slips_of_forward_are_both_named_and_pay_less_than_each():
    ignored = ANSWER.replace("scaled_dot_product_attention(q, k, v, mask)", "scaled_dot_product_attention(q, k, v)")
    [outcome] = lost(ignored.replace("return out @ self.WO", "return out")).values()
    assert {slip.name for slip in outcome.slips} == {"sem_WO", "mascara_ignorada"}
    shares = {slip.name: slip.share for slip in (*MULTI_HEAD, *MASKING)}
    assert outcome.share == pytest.approx(shares["sem_WO"] * shares["mascara_ignorada"])


def test_what_is_right_without_a_mask_is_told_of_a_mask_that_nothing_explains():
    given = "scaled_dot_product_attention(q, k, v, mask)"
    unknown = ANSWER.replace(given, "scaled_dot_product_attention(q, k, v, None if mask is None else mask[::-1])")
    [outcome] = lost(unknown).values()
    assert (outcome.share, outcome.slips) == (0, ())
    assert any("Sem máscara a saída está certa" in note for note in outcome.notes)


def test_reshape_both_ways_mixes_the_heads():
    outcomes = lost((SAMPLES["errada-reshape-nos-dois-sentidos"] / "answer.py").read_text())
    assert set(outcomes) == {"q3_divisao", "q3_cabecas", "q3_valores"}
    assert "outras cabeças" in str(outcomes["q3_cabecas"].problem)


NORMS = ["+ 1e-8)", "+ 1e-3)", ") + 1e-5", ") + 1e-3"]
LAYERS = {  # of the post-LN layer, with a norm of its own
    "layer_norm(x + self.mha.forward(x, x, x))\n        return layer_norm(a + self.ff.forward(a))": 1,
    "x + layer_norm(self.mha.forward(x, x, x))\n        return a + layer_norm(self.ff.forward(a))": 0.6,
    "x + self.mha.forward(*[layer_norm(x)] * 3)\n        return a + self.ff.forward(layer_norm(a))": 0.7,
    "layer_norm(self.mha.forward(x, x, x))\n        return layer_norm(self.ff.forward(a))": 0.4,
}


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("layer", LAYERS)
def test_an_own_epsilon_changes_nothing_whatever_the_seed(layer, norm):
    right, own = "np.sqrt(variancia + 1e-5)", f"np.sqrt(variancia {norm}".replace("variancia )", "variancia)")
    head, tail = ANSWER.split("# %% q7_encoder_post_ln")
    function = head[head.index("def layer_norm") :].replace("def layer_norm", "def minha").replace(right, f"({own})")
    old = next(iter(LAYERS))
    assert old in tail
    own_norm = f"{head}{function}# %% q7_encoder_post_ln{tail.replace(old, layer.replace('layer_norm(', 'minha('))}"
    for seed in range(4):
        outcomes = lost(own_norm, seed)
        assert {name: outcome.share for name, outcome in outcomes.items()} == (
            {"q7_valores": LAYERS[layer]} if LAYERS[layer] < 1 else {}
        )


NORMED = [(bank, slip) for bank in ("post_ln", "decoder") for slip in BANKS[bank]]


@pytest.mark.parametrize(("bank", "slip"), NORMED, ids=lambda item: getattr(item, "name", item))
def test_a_slip_of_a_layer_with_norms_earns_the_same_whatever_the_seed(bank, slip):
    part, question = PARTS[bank]
    checks = [check for name, check in RUBRIC.items() if name.startswith(question)]
    student = LocalStudent(answer({part: slip.switches}))
    told = [[(one.share, one.slips) for one in grade(student, checks, seed)] for seed in range(4)]
    assert told == told[:1] * len(told)


def test_the_first_difference_that_is_shown_of_a_mask_is_telling():
    outcome = lost(ANSWER.replace("np.tril(np.ones((n, n)))", "np.triu(np.ones((n, n)))"))["q8_mascara"]
    assert outcome.problem.actual.shape == (4, 4)
    assert POINTS["q8_mascara"] * outcome.share < POINTS["q8_mascara"]
