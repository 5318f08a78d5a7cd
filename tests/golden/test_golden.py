"""Both answer keys against PyTorch's own layers (golden.npz, written by make.py)."""

import numpy as np
import pytest

from solutions.lista8 import reference as single
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.reference import Attention, Layer, Network
from tests.conftest import PROJECT

TOLERANCE = 1e-10
HEADS = 3


@pytest.fixture(scope="module")
def golden():
    """The arrays of one case, by name: `golden("encoder")`."""
    with np.load(PROJECT / "tests/golden/golden.npz") as file:
        arrays = dict(file)
    return lambda case: {name.split("/")[1]: array for name, array in arrays.items() if name.startswith(case + "/")}


def attention(arrays, prefix=""):
    return Attention(*(arrays[prefix + name] for name in ("WQ", "WK", "WV", "WO")))


def layer(arrays):
    cross = attention(arrays, "cross_") if "cross_WQ" in arrays else None
    return Layer(attention(arrays), Network(arrays["W1"], arrays["W2"]), cross)


def agrees(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("case", ["multi_head", "masked"])
def test_multi_head_attention_agrees_with_torch(golden, case):
    arrays = golden(case)
    mask = reference.causal_mask(arrays["Q"].shape[1]) if case == "masked" else None
    output = reference.multi_head(arrays["Q"], arrays["K"], arrays["V"], attention(arrays), HEADS, mask)
    agrees(output, arrays["output"])


def test_the_post_ln_encoder_layer_agrees_with_torch(golden):
    arrays = golden("encoder")
    agrees(reference.post_ln_encoder_layer(arrays["x"], layer(arrays), HEADS), arrays["output"])


def test_the_decoder_layer_agrees_with_torch(golden):
    arrays = golden("decoder")
    agrees(reference.decoder_layer(arrays["x"], arrays["memory"], layer(arrays), HEADS), arrays["output"])


def test_the_simplified_transformer_agrees_with_torchs_parts(golden):
    arrays = golden("simplified")
    agrees(
        reference.transformer(arrays["tokens"], arrays["embedding"], [layer(arrays)], HEADS),
        arrays["output"],
    )


def test_the_key_of_the_first_list_agrees_with_torch(golden):
    arrays = golden("single_head")
    weights = [arrays[name] for name in ("X", "Wq", "Wk", "Wv", "Wo", "W1", "W2")]
    agrees(single.self_attention(*weights[:4]), arrays["attention"])
    agrees(single.encoder_layer(*weights), arrays["output"])
