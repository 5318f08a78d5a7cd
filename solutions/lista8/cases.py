"""Secret inputs of Lista 8, and the two readings of query, key and value. Symbols as in reference.py."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from solutions.lista8 import reference

SIZES = ((5, 7, 3), (4, 10, 6), (9, 6, 2))  # n, d_model, d_k: all different, so that no axis can be mixed up
EXAMPLE_SIZE = (4, 8, 3)  # of the handout's example; for the diagnosis only
LAYER_SCALE = 10  # of question 2's x and Wv: what enters a norm is large in layers of every order, so that an own
# epsilon is nothing beside its variance; and a normalised x (pre-LN) still has scores that can be told apart
VARIANCE = 10  # of what enters a norm, at least: Keras's epsilon, 1e-3, changes the result by less than 1e-4
DRAWS = 1000  # at most for a case; four do on average
Arguments = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Case:
    """Secret inputs of one size, scaled so that the scores stay near 1 and no softmax saturates.

    The seed, the size and the scale say all the rest. Q and K are those of scale 1, X is so many times larger, and V so
    many times the square.
    """

    seed: int
    size: tuple[int, int, int]  # n, d_model, d_k
    scale: float
    X: np.ndarray = field(compare=False)  # (n, d_model)
    Wq: np.ndarray = field(compare=False)  # (d_model, d_k)
    Wk: np.ndarray = field(compare=False)  # (d_model, d_k)
    Wv: np.ndarray = field(compare=False)  # (d_model, d_k)
    Wo: np.ndarray = field(compare=False)  # (d_k, d_model)
    W1: np.ndarray = field(compare=False)  # (d_model, 4 d_model)
    W2: np.ndarray = field(compare=False)  # (4 d_model, d_model)
    network_seed: int = field(compare=False)  # of np.random, for an answer that draws its own feed-forward weights

    @property
    def matrices(self) -> Arguments:
        """Wq, Wk, Wv."""
        return self.Wq, self.Wk, self.Wv

    @property
    def layer(self) -> Arguments:
        """The arguments of encoder_layer."""
        return self.X, *self.matrices, self.Wo

    def reading(self, projected: bool) -> Arguments:
        """The arguments of self_attention under one reading of query, key and value."""
        return (self.X, *(self.projected if projected else self.matrices))

    @cached_property
    def projected(self) -> Arguments:
        """Q, K, V."""
        return reference.project(self.X, *self.matrices)

    @cached_property
    def attention(self) -> np.ndarray:
        """The right output of self_attention. (n, d_k)"""
        return reference.self_attention(self.X, *self.matrices)


@lru_cache(maxsize=64)
def draw_case(seed: int, size: tuple[int, int, int], scale: float = 1.0) -> Case:
    """The case of a seed, a size and a scale. Made once for all the submissions of a run: nobody may write into it."""
    rng = np.random.default_rng([seed, *size])
    drawn = (_drawn(rng, seed, size, scale) for _ in range(DRAWS))
    return next(case for case in drawn if scale == 1 or _is_steady(case))


def _drawn(rng: np.random.Generator, seed: int, size: tuple[int, int, int], scale: float) -> Case:
    n, d_model, d_k = size
    X = rng.standard_normal((n, d_model))
    X *= scale / X.std(axis=1, keepdims=True)
    Wq, Wk, Wv = rng.standard_normal((3, d_model, d_k)) / np.sqrt(d_model)
    Wq, Wk, Wv = Wq / scale, Wk / scale, Wv * scale
    Wo = rng.standard_normal((d_k, d_model))
    W1, W2 = rng.standard_normal((d_model, 4 * d_model)), rng.standard_normal((4 * d_model, d_model))
    for matrix in (X, Wq, Wk, Wv, Wo, W1, W2):
        matrix.flags.writeable = False
    return Case(seed, size, scale, X, Wq, Wk, Wv, Wo, W1, W2, int(rng.integers(2**32)))


def _is_steady(case: Case) -> bool:
    """Whether all that enters a norm, along features or tokens, varies so much that no own epsilon has an effect."""
    X, weights, norm = case.X, (case.W1, case.W2), reference.layer_norm
    total = X + case.attention @ case.Wo  # (n, d_k) @ (d_k, d_model) -> (n, d_model)
    h, by_tokens = norm(total), norm(total.T).T  # the second is of who takes the wrong axis
    swapped = norm(X + reference.feed_forward(X, *weights))  # the sublayers the other way round
    second = swapped + reference.self_attention(swapped, *case.matrices) @ case.Wo
    along_features = total, second, h + reference.feed_forward(h, *weights)
    along_tokens = X, total, by_tokens + reference.feed_forward(by_tokens, *weights)
    varies = [M.var(axis=1).min() for M in along_features] + [M.var(axis=0).min() for M in along_tokens]
    return min(varies) > VARIANCE


def draw_seed(rng: np.random.Generator) -> int:
    """What all secret inputs of a check follow from. Checks of one run share it, and so their calls."""
    return int(rng.integers(2**63))
