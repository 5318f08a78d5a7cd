"""The right answers of Lista 8, written for clarity.

Source: Vaswani et al. 2017, "Attention Is All You Need", sections 3.1-3.3.

n        tokens in the sequence
d_model  size of an embedding
d_k      size of a query, key or value vector
X        (n, d_model)  embeddings, one token per row
Wq Wk Wv (d_model, d_k)  weights that make queries, keys and values
Q K V    (n, d_k)  queries, keys, values
A        (n, n)  attention weights; each row is a probability distribution
Wo       (d_k, d_model)  weights that bring the attention's output back to the embedding's size
W1 W2    (d_model, 4 d_model), (4 d_model, d_model)  weights of the feed-forward network
"""

import numpy as np

from solutions.common import reference as common
from solutions.common.reference import feed_forward, softmax

EPSILON = 1e-8  # inside the square root of layer_norm, as the handout's does


def project(X: np.ndarray, query: np.ndarray, key: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, ...]:
    """Q, K, V from weight matrices. (n, d_model), 3 x (d_model, d_k) -> 3 x (n, d_k)"""
    return X @ query, X @ key, X @ value  # (n, d_model) @ (d_model, d_k) -> (n, d_k)


def attention_weights(Q: np.ndarray, K: np.ndarray) -> np.ndarray:
    """A = softmax(Q K^T / sqrt(d_k)), equation 1 of the article. (n, d_k), (n, d_k) -> (n, n)"""
    scores = Q @ K.T / np.sqrt(K.shape[-1])  # (n, d_k) @ (d_k, n) -> (n, n)
    return softmax(scores)  # (n, n)


def self_attention(X: np.ndarray, query: np.ndarray, key: np.ndarray, value: np.ndarray) -> np.ndarray:
    """A V, equation 1, for weight matrices. (n, d_model), 3 x (d_model, d_k) -> (n, d_k)"""
    Q, K, V = project(X, query, key, value)  # 3 x (n, d_k)
    return attention_weights(Q, K) @ V  # (n, n) @ (n, d_k) -> (n, d_k)


def feed_forward_weights(random: np.random.RandomState, d_model: int) -> tuple[np.ndarray, np.ndarray]:
    """W1 and W2 as the handout's feed_forward draws them. -> (d_model, 4 d_model), (4 d_model, d_model)"""
    return random.randn(d_model, 4 * d_model), random.randn(4 * d_model, d_model)


def layer_norm(x: np.ndarray) -> np.ndarray:
    """Each row with mean 0 and variance 1. (n, d) -> (n, d)"""
    return common.layer_norm(x, EPSILON)


def add_and_norm_twice(
    x: np.ndarray, attention: np.ndarray, Wo: np.ndarray, W1: np.ndarray, W2: np.ndarray
) -> np.ndarray:
    """An encoder layer around a given output of the attention. (n, d_model), (n, d_k) -> (n, d_model)"""
    h = layer_norm(x + attention @ Wo)  # (n, d_k) @ (d_k, d_model) -> (n, d_model)
    return layer_norm(h + feed_forward(h, W1, W2))  # (n, d_model)


def encoder_layer(
    x: np.ndarray,
    Wq: np.ndarray,
    Wk: np.ndarray,
    Wv: np.ndarray,
    Wo: np.ndarray,
    W1: np.ndarray,
    W2: np.ndarray,
) -> np.ndarray:
    """LN(h + FF(h)) with h = LN(x + Attention(x) Wo): post-LN, section 3.1. (n, d_model) -> (n, d_model)"""
    return add_and_norm_twice(x, self_attention(x, Wq, Wk, Wv), Wo, W1, W2)
