"""The parametrised model and its table of slips."""

from functools import partial

import numpy as np
import pytest

from solutions.lista8 import misconceptions, reference
from solutions.lista8.rubric import SIZES, Case

CASES = [Case.draw(np.random.default_rng(11), *size) for size in SIZES]
SLIPS = misconceptions.ATTENTION_SLIPS + misconceptions.ENCODER_SLIPS


def outputs(slip=None):
    """Attention under both readings, then the encoder, for all cases."""
    attention_switches = slip.switches if slip in misconceptions.ATTENTION_SLIPS else {}
    for case in CASES:
        matrices = case.Wq, case.Wk, case.Wv
        yield misconceptions.attention(case.X, *matrices, **attention_switches)
        projected = reference.project(case.X, *matrices)
        yield misconceptions.attention(case.X, *projected, projected=True, **attention_switches)
        network = partial(reference.feed_forward, W1=case.W1, W2=case.W2)
        if slip is None or slip in misconceptions.ENCODER_SLIPS:
            switches = slip.switches if slip else {}
            yield misconceptions.encoder(case.X, *matrices, case.Wo, network, **switches)


def test_without_a_slip_the_model_equals_the_reference():
    model = outputs()
    for case in CASES:
        attention = reference.self_attention(case.X, case.Wq, case.Wk, case.Wv)
        encoder = reference.encoder_layer(case.X, case.Wq, case.Wk, case.Wv, case.Wo, case.W1, case.W2)
        for expected in (attention, attention, encoder):
            np.testing.assert_allclose(next(model), expected, rtol=1e-12, atol=1e-12)


def distance(one, other):
    """Smallest over the outputs of nothing: the largest difference, or infinity when the shapes differ."""
    pairs = list(zip(one, other, strict=True))
    if any(a.shape != b.shape for a, b in pairs):
        return np.inf
    return max(float(np.max(np.abs(a - b))) for a, b in pairs)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_every_slip_differs_from_the_reference_by_far_more_than_the_tolerance(slip):
    right = [
        output
        for index, output in enumerate(outputs())
        if slip in misconceptions.ENCODER_SLIPS or index % 3 != 2  # an attention slip yields no encoder output
    ]
    assert distance(list(outputs(slip)), right) > 1e-2


@pytest.mark.parametrize("family", [misconceptions.ATTENTION_SLIPS, misconceptions.ENCODER_SLIPS])
def test_no_two_slips_can_be_taken_for_each_other(family):
    seen = [list(outputs(slip)) for slip in family]
    for i, one in enumerate(seen):
        for j in range(i):
            start = 0 if family is misconceptions.ATTENTION_SLIPS else 2
            step = 1 if family is misconceptions.ATTENTION_SLIPS else 3
            assert distance(one[start::step], seen[j][start::step]) > 1e-3, (family[i].name, family[j].name)


def test_the_table_is_large_and_its_texts_are_complete_and_distinct():
    assert len(SLIPS) >= 20
    assert len({slip.name for slip in SLIPS}) == len(SLIPS)
    for slip in SLIPS:
        assert slip.sentence.endswith(".")
        assert slip.hint.endswith((".", "?"))
        assert 0 <= slip.share < 1
