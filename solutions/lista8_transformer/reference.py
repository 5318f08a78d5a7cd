"""The right answers of the challenge, as functions of the weights that the students' objects hold.

Source: Vaswani et al. 2017, "Attention Is All You Need", sections 3.1-3.5, without biases and dropout.

B        sentences in a batch                         h        heads
n, m     tokens that ask, tokens that are asked       depth    d_model / h, size of a head's vectors
d_model  size of an embedding                         d_ff     inner size of the feed-forward network
Q K V    (..., n, depth), (..., m, depth) twice: queries, keys, values
WQ WK WV WO  (d_model, d_model)  weights of the attention; head j uses columns j depth to (j + 1) depth
W1 W2    (d_model, d_ff), (d_ff, d_model)  weights of the feed-forward network
mask     (n, m) booleans, or more leading axes; True where looking is allowed
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solutions.common import reference as common
from solutions.common.reference import softmax

EPSILON = 1e-5  # inside the square root of layer_norm, as the handout says
WEIGHTS = ("WQ", "WK", "WV", "WO")  # of an attention
WAVELENGTH = 10_000.0  # of the slowest sine over 2 pi, section 3.5


@dataclass(frozen=True)
class Attention:
    """Weights of one multi-head attention, each (d_model, d_model)."""

    WQ: np.ndarray
    WK: np.ndarray
    WV: np.ndarray
    WO: np.ndarray


@dataclass(frozen=True)
class Network:
    """Weights of one feed-forward network."""

    W1: np.ndarray  # (d_model, d_ff)
    W2: np.ndarray  # (d_ff, d_model)


@dataclass(frozen=True)
class Layer:
    """Weights of an encoder layer, or with `cross` of a decoder layer."""

    mha: Attention
    ff: Network
    cross: Attention | None = None


def attention_weights(Q: np.ndarray, K: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """softmax(Q K^T / sqrt(depth)), equation 1; no weight where the mask is False. -> (..., n, m)"""
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])  # (..., n, depth) @ (..., depth, m) -> (..., n, m)
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


def scaled_dot_product_attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, mask: np.ndarray | None = None
) -> np.ndarray:
    """Equation 1. (..., n, depth), (..., m, depth) twice -> (..., n, depth)"""
    return attention_weights(Q, K, mask) @ V  # (..., n, m) @ (..., m, depth) -> (..., n, depth)


def split_heads(x: np.ndarray, heads: int) -> np.ndarray:
    """(B, n, d_model) -> (B, h, n, depth)"""
    B, n, d_model = x.shape
    return x.reshape(B, n, heads, d_model // heads).swapaxes(1, 2)


def merge_heads(x: np.ndarray) -> np.ndarray:
    """Undo split_heads. (B, h, n, depth) -> (B, n, d_model)"""
    B, heads, n, depth = x.shape
    return x.swapaxes(1, 2).reshape(B, n, heads * depth)


def multi_head(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, weights: Attention, heads: int, mask: np.ndarray | None = None
) -> np.ndarray:
    """Section 3.2.2. (B, n, d_model), (B, m, d_model) twice -> (B, n, d_model)"""
    projected = Q @ weights.WQ, K @ weights.WK, V @ weights.WV  # (B, n or m, d_model) @ (d_model, d_model)
    split = [split_heads(matrix, heads) for matrix in projected]  # (B, h, n or m, depth)
    return merge_heads(scaled_dot_product_attention(*split, mask)) @ weights.WO  # (B, n, d_model)


def feed_forward(x: np.ndarray, weights: Network) -> np.ndarray:
    """max(0, x W1) W2, equation 2 without biases. (..., d_model) -> (..., d_model)"""
    return common.feed_forward(x, weights.W1, weights.W2)


def layer_norm(x: np.ndarray) -> np.ndarray:
    """Every vector with mean 0 and variance 1. (..., d_model) -> (..., d_model)"""
    return common.layer_norm(x, EPSILON)


def encoder_layer(x: np.ndarray, weights: Layer, heads: int) -> np.ndarray:
    """The handout's simplified layer: attention, then feed-forward. (B, n, d_model) -> (B, n, d_model)"""
    return feed_forward(multi_head(x, x, x, weights.mha, heads), weights.ff)


def post_ln_encoder_layer(x: np.ndarray, weights: Layer, heads: int) -> np.ndarray:
    """LN(a + FF(a)), a = LN(x + MHA(x, x, x)): section 3.1. (B, n, d_model) -> (B, n, d_model)"""
    a = layer_norm(x + multi_head(x, x, x, weights.mha, heads))
    return layer_norm(a + feed_forward(a, weights.ff))


def transformer(tokens: np.ndarray, embedding: np.ndarray, layers: Sequence[Layer], heads: int) -> np.ndarray:
    """Rows of the embedding (vocab_size, d_model), through all simplified layers. (B, n) -> (B, n, d_model)"""
    x = embedding[tokens]  # (B, n, d_model)
    for weights in layers:
        x = encoder_layer(x, weights, heads)
    return x


def positional_encoding(n: int, d_model: int) -> np.ndarray:
    """Section 3.5: sines in the even columns, cosines in the odd ones. -> (n, d_model), d_model even"""
    rates = WAVELENGTH ** (-np.arange(0, d_model, 2) / d_model)  # (d_model / 2,)
    angles = np.arange(n)[:, None] * rates  # (n, 1) * (d_model / 2,) -> (n, d_model / 2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n, d_model)


def causal_mask(n: int) -> np.ndarray:
    """True where a token (row) may look: at itself and at those before it. -> (n, n)"""
    return np.tri(n, dtype=bool)


def decoder_layer(x: np.ndarray, memory: np.ndarray, weights: Layer, heads: int) -> np.ndarray:
    """Masked self-attention, attention to the encoder's output, feed-forward, each with residual and norm (figure 1).

    x (B, n, d_model), memory (B, m, d_model) -> (B, n, d_model)
    """
    a = layer_norm(x + multi_head(x, x, x, weights.mha, heads, causal_mask(x.shape[1])))
    b = layer_norm(a + multi_head(a, memory, memory, weights.cross, heads))
    return layer_norm(b + feed_forward(b, weights.ff))
