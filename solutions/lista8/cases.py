"""Secret inputs of Lista 8, and the two readings of query, key and value. Symbols as in reference.py."""

from dataclasses import dataclass

import numpy as np

from solutions.lista8 import reference

SIZES = ((5, 7, 3), (4, 10, 6), (9, 6, 2))  # n, d_model, d_k: all different, so that no axis can be mixed up
EXAMPLE_SIZE = (4, 8, 3)  # of the handout's example; for the diagnosis only
Arguments = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Case:
    """Secret inputs of one size, scaled so that the scores stay near 1 and no softmax saturates.

    The epsilon of an own layer norm does not matter: the first norm's only scales a row of h, which the second undoes,
    and the second divides by a variance of about 2 d_model^2.
    """

    X: np.ndarray  # (n, d_model)
    Wq: np.ndarray  # (d_model, d_k)
    Wk: np.ndarray  # (d_model, d_k)
    Wv: np.ndarray  # (d_model, d_k)
    Wo: np.ndarray  # (d_k, d_model)
    W1: np.ndarray  # (d_model, 4 d_model)
    W2: np.ndarray  # (4 d_model, d_model)
    seed: int  # of np.random, for an answer that draws its own feed-forward weights

    @classmethod
    def draw(cls, rng: np.random.Generator, n: int, d_model: int, d_k: int) -> "Case":
        """Draw a case: n tokens, embeddings of d_model, queries and keys of d_k numbers."""
        X = rng.standard_normal((n, d_model))
        Wq, Wk, Wv = rng.standard_normal((3, d_model, d_k)) / np.sqrt(d_model)
        Wo = rng.standard_normal((d_k, d_model))
        W1, W2 = rng.standard_normal((d_model, 4 * d_model)), rng.standard_normal((4 * d_model, d_model))
        return cls(X, Wq, Wk, Wv, Wo, W1, W2, int(rng.integers(2**32)))

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
        return (self.X, *(reference.project(self.X, *self.matrices) if projected else self.matrices))

    @property
    def attention(self) -> np.ndarray:
        """The right output of self_attention. (n, d_k)"""
        return reference.self_attention(self.X, *self.matrices)


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """The cases that points depend on. Every check draws them first, so that all share their calls."""
    return [Case.draw(rng, *size) for size in SIZES]
