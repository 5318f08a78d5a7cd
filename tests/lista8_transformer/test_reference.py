"""The answer key against naive loops over plain lists, written here from the article's formulas without the key."""

import math

import numpy as np
import pytest

from solutions.lista8_transformer import reference
from solutions.lista8_transformer.reference import Attention, Layer, Network

TOLERANCE = 1e-10
SIZES = [(2, 5, 7, 3, 4, 10), (3, 4, 2, 2, 5, 6), (1, 2, 3, 1, 3, 4)]  # B, n, m, h, depth, d_ff


def multiply(A, B):
    return [[sum(A[i][k] * B[k][j] for k in range(len(B))) for j in range(len(B[0]))] for i in range(len(A))]


def loop_attention(Q, K, V, allowed):
    """One head of one sentence; `allowed(i, j)` says whether token i may look at token j."""
    output = []
    for i, q in enumerate(Q):
        seen = [j for j in range(len(K)) if allowed(i, j)]
        powers = [math.exp(sum(a * b for a, b in zip(q, K[j], strict=True)) / math.sqrt(len(q))) for j in seen]
        output.append(
            [sum(p * V[j][c] for p, j in zip(powers, seen, strict=True)) / sum(powers) for c in range(len(V[0]))]
        )
    return output


def loop_heads(x, memory, weights, heads, allowed=lambda i, j: True):
    """One sentence: every head on its own columns, side by side, times WO."""
    Q, K, V = multiply(x, weights[0]), multiply(memory, weights[1]), multiply(memory, weights[2])
    depth = len(Q[0]) // heads
    joined = [[] for _ in x]
    for head in range(heads):
        columns = slice(head * depth, (head + 1) * depth)
        parts = [[row[columns] for row in matrix] for matrix in (Q, K, V)]
        for row, piece in zip(joined, loop_attention(*parts, allowed), strict=True):
            row += piece
    return multiply(joined, weights[3])


def loop_network(x, weights):
    return multiply([[max(0.0, number) for number in row] for row in multiply(x, weights[0])], weights[1])


def loop_add_and_norm(x, y):
    rows = []
    for one, other in zip(x, y, strict=True):
        row = [a + b for a, b in zip(one, other, strict=True)]
        mean = sum(row) / len(row)
        variance = sum((number - mean) ** 2 for number in row) / len(row)
        rows.append([(number - mean) / math.sqrt(variance + 1e-5) for number in row])
    return rows


def draw(B, n, m, h, depth, d_ff):
    """x, memory, two attentions and a network, at unit scale."""
    rng, d_model = np.random.default_rng([B, n, m, h, depth, d_ff]), h * depth
    squares = [[rng.standard_normal((d_model, d_model)) / math.sqrt(d_model) for _ in range(4)] for _ in range(2)]
    network = [rng.standard_normal(shape) / math.sqrt(shape[0]) for shape in ((d_model, d_ff), (d_ff, d_model))]
    return rng.standard_normal((B, n, d_model)), rng.standard_normal((B, m, d_model)), squares, network


def lists(arrays):
    return [array.tolist() for array in arrays]


def agrees(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("size", SIZES)
def test_multi_head_attention_equals_naive_loops(size):
    x, memory, (weights, _), _ = draw(*size)
    expected = [loop_heads(one, other, lists(weights), size[3]) for one, other in zip(*lists([x, memory]), strict=True)]
    agrees(reference.multi_head(x, memory, memory, Attention(*weights), size[3]), expected)


@pytest.mark.parametrize("size", SIZES)
def test_both_encoder_layers_equal_naive_loops(size):
    x, _, (weights, _), network = draw(*size)
    simple, post = [], []
    for one in x.tolist():
        attended = loop_heads(one, one, lists(weights), size[3])
        simple.append(loop_network(attended, lists(network)))
        a = loop_add_and_norm(one, attended)
        post.append(loop_add_and_norm(a, loop_network(a, lists(network))))
    layer = Layer(Attention(*weights), Network(*network))
    agrees(reference.encoder_layer(x, layer, size[3]), simple)
    agrees(reference.post_ln_encoder_layer(x, layer, size[3]), post)


@pytest.mark.parametrize("size", SIZES)
def test_the_decoder_layer_equals_naive_loops(size):
    x, memory, (own, cross), network = draw(*size)
    expected = []
    for one, other in zip(*lists([x, memory]), strict=True):
        a = loop_add_and_norm(one, loop_heads(one, one, lists(own), size[3], allowed=lambda i, j: j <= i))
        b = loop_add_and_norm(a, loop_heads(a, other, lists(cross), size[3]))
        expected.append(loop_add_and_norm(b, loop_network(b, lists(network))))
    layer = Layer(Attention(*own), Network(*network), Attention(*cross))
    agrees(reference.decoder_layer(x, memory, layer, size[3]), expected)


def test_the_transformer_looks_tokens_up_and_runs_its_layers_in_order():
    x, _, (first, second), network = draw(*SIZES[0])
    heads, (B, n, d_model) = SIZES[0][3], x.shape
    embedding, tokens = x.reshape(B * n, d_model), np.arange(B * n)[::-1].reshape(B, n)
    layers = [Layer(Attention(*weights), Network(*network)) for weights in (first, second)]
    looked_up = np.array([[embedding[token] for token in sentence] for sentence in tokens.tolist()])
    expected = reference.encoder_layer(reference.encoder_layer(looked_up, layers[0], heads), layers[1], heads)
    agrees(reference.transformer(tokens, embedding, layers, heads), expected)


@pytest.mark.parametrize(("n", "d_model"), [(7, 6), (1, 2), (50, 16)])
def test_positions_are_sines_and_cosines_of_the_article(n, d_model):
    expected = [
        [
            (math.sin if column % 2 == 0 else math.cos)(position / 10000 ** ((column - column % 2) / d_model))
            for column in range(d_model)
        ]
        for position in range(n)
    ]
    agrees(reference.positional_encoding(n, d_model), expected)


def test_the_causal_mask_lets_a_token_see_itself_and_what_came_before():
    assert reference.causal_mask(6).tolist() == [[j <= i for j in range(6)] for i in range(6)]


def test_attention_weights_are_distributions_even_for_huge_scores_and_obey_the_mask():
    Q = np.random.default_rng(3).standard_normal((2, 3, 5, 4)) * 1e4
    A = reference.attention_weights(Q, Q, reference.causal_mask(5))
    agrees(A.sum(axis=-1), np.ones((2, 3, 5)))
    assert np.all(A[..., ~reference.causal_mask(5)] == 0)
