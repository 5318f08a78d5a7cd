"""The answer key against naive loops, written here from the article's formulas without looking at the key."""

import math

import numpy as np
import pytest

from solutions.lista8 import reference

TOLERANCE = 1e-12  # float64, sums of at most 40 terms of unit size
SIZES = [(4, 8, 3), (5, 7, 2), (2, 3, 6), (1, 4, 2)]  # n, d_model, d_k


def multiply(A, B):
    return [[sum(A[i][k] * B[k][j] for k in range(len(B))) for j in range(len(B[0]))] for i in range(len(A))]


def loop_softmax(row):
    total = sum(math.exp(number) for number in row)
    return [math.exp(number) / total for number in row]


def loop_attention(X, query, key, value):
    Q, K, V = multiply(X, query), multiply(X, key), multiply(X, value)
    output = []
    for q in Q:
        scores = [sum(a * b for a, b in zip(q, k, strict=True)) / math.sqrt(len(k)) for k in K]
        weights = loop_softmax(scores)
        output.append([sum(w * v[j] for w, v in zip(weights, V, strict=True)) for j in range(len(V[0]))])
    return output


def loop_norm(x):
    rows = []
    for row in x:
        mean = sum(row) / len(row)
        variance = sum((number - mean) ** 2 for number in row) / len(row)
        rows.append([(number - mean) / math.sqrt(variance + 1e-8) for number in row])
    return rows


def add(A, B):
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(A, B, strict=True)]


def loop_encoder(x, Wq, Wk, Wv, Wo, W1, W2):
    h = loop_norm(add(x, multiply(loop_attention(x, Wq, Wk, Wv), Wo)))
    hidden = [[max(0.0, number) for number in row] for row in multiply(h, W1)]
    return loop_norm(add(h, multiply(hidden, W2)))


def draw(n, d_model, d_k):
    rng = np.random.default_rng([n, d_model, d_k])
    shapes = [(n, d_model), *[(d_model, d_k)] * 3, (d_k, d_model), (d_model, 4 * d_model), (4 * d_model, d_model)]
    return [rng.standard_normal(shape) for shape in shapes]


@pytest.mark.parametrize("size", SIZES)
def test_self_attention_equals_naive_loops(size):
    inputs = draw(*size)[:4]
    expected = loop_attention(*[matrix.tolist() for matrix in inputs])
    np.testing.assert_allclose(reference.self_attention(*inputs), expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("size", SIZES)
def test_encoder_layer_equals_naive_loops(size):
    inputs = draw(*size)
    expected = loop_encoder(*[matrix.tolist() for matrix in inputs])
    np.testing.assert_allclose(reference.encoder_layer(*inputs), expected, rtol=1e-9, atol=1e-9)


def test_attention_weights_are_distributions_even_for_huge_scores():
    Q = np.random.default_rng(3).standard_normal((5, 3)) * 1e4
    A = reference.attention_weights(Q, Q)
    assert np.all(A >= 0)
    np.testing.assert_allclose(A.sum(axis=1), 1, atol=TOLERANCE)


def test_softmax_agrees_with_scipy():
    from scipy.special import softmax

    scores = np.random.default_rng(4).standard_normal((3, 4, 5)) * 10
    np.testing.assert_allclose(reference.softmax(scores), softmax(scores, axis=-1), atol=TOLERANCE)


def test_feed_forward_weights_are_those_that_the_handouts_function_draws(answers):
    namespace = {}
    exec(answers["importacoes"] + "\n" + answers["funcoes_dadas"], namespace)
    x = np.random.default_rng(5).standard_normal((4, 6))
    np.random.seed(123)
    given = namespace["feed_forward"](x)
    W1, W2 = reference.feed_forward_weights(np.random.RandomState(123), 6)
    np.testing.assert_allclose(reference.feed_forward(x, W1, W2), given, rtol=TOLERANCE)
    np.testing.assert_allclose(reference.layer_norm(x), namespace["layer_norm"](x), atol=TOLERANCE)


def test_layer_norm_adds_its_epsilon_to_the_variance():
    x = np.array([[0.0, 2e-4]])  # variance 1e-8, as large as the epsilon
    np.testing.assert_allclose(reference.layer_norm(x), [[-math.sqrt(0.5), math.sqrt(0.5)]], rtol=1e-9)
