"""Secret inputs. All sizes of a case differ, so that no two axes can be mixed up unseen. Symbols as in reference.py."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from solutions.common.model import Matrix
from solutions.lista8_transformer.reference import Attention, Layer, Network

LAYERS = 3  # of the Transformers that are judged
# How much a sublayer outweighs normalised vectors where norms are about; x outweighs it as much. Whatever a right or
# wrong layer normalises is then so large that an own epsilon of up to 1e-3, even beside the root, is not seen.
LOUD = 100.0


@dataclass(frozen=True)
class Sizes:
    """Sizes of one case; d_model is heads * depth."""

    B: int
    n: int
    m: int
    heads: int
    depth: int
    d_ff: int
    vocab: int

    @property
    def d_model(self) -> int:
        return self.heads * self.depth


SIZES = (Sizes(2, 5, 7, 3, 4, 10, 9), Sizes(3, 4, 6, 2, 5, 7, 8))
SQUARE = (Sizes(2, 5, 5, 3, 4, 10, 9), Sizes(3, 4, 4, 2, 5, 7, 8))  # n = m: of the diagnosis, never for points


@dataclass(frozen=True)
class Case:
    """Inputs and weights at unit scale, so that no softmax saturates."""

    sizes: Sizes
    x: Matrix  # (B, n, d_model)
    memory: Matrix  # (B, m, d_model)
    tokens: Matrix  # (B, n) integers
    embedding: Matrix  # (vocab, d_model)
    layers: tuple[Layer, ...]  # with cross attentions, for those that have one

    @classmethod
    def draw(cls, rng: np.random.Generator, sizes: Sizes, loud: float = 1.0) -> "Case":
        """loud: scale of WO and W2, the last weights of each sublayer. x has its square, for which WQ and WK of `mha`
        make up."""
        B, n, m, d_model = sizes.B, sizes.n, sizes.m, sizes.d_model
        x, memory = loud**2 * rng.standard_normal((B, n, d_model)), rng.standard_normal((B, m, d_model))
        tokens = rng.integers(0, sizes.vocab, (B, n))
        tokens[:, -1] = (tokens[:, 0] + 1) % sizes.vocab  # no sentence repeats one token throughout
        embedding = rng.standard_normal((sizes.vocab, d_model))
        layers = tuple(_layer(rng, sizes, loud) for _ in range(LAYERS))
        return cls(sizes, x, memory, tokens, embedding, layers)


def _layer(rng: np.random.Generator, sizes: Sizes, loud: float) -> Layer:
    return Layer(_attention(rng, sizes, loud, loud**2), _network(rng, sizes, loud), _attention(rng, sizes, loud))


def _attention(rng: np.random.Generator, sizes: Sizes, loud: float, input_scale: float = 1.0) -> Attention:
    WQ, WK, WV, WO = rng.standard_normal((4, sizes.d_model, sizes.d_model)) / np.sqrt(sizes.d_model)
    return Attention(WQ / input_scale, WK / input_scale, WV, WO * loud)


def _network(rng: np.random.Generator, sizes: Sizes, loud: float) -> Network:
    """The second half of the columns of W1 are those of the first half, negative: no token finds all of them closed."""
    W1 = rng.standard_normal((sizes.d_model, (sizes.d_ff + 1) // 2)) / np.sqrt(sizes.d_model)
    W1 = np.concatenate([W1, -W1], axis=1)[:, : sizes.d_ff]
    W2 = rng.standard_normal((sizes.d_ff, sizes.d_model)) / np.sqrt(sizes.d_ff / 2)  # the ReLU halves the squares
    return Network(W1, W2 * loud)


def draw(rng: np.random.Generator, sizes: tuple[Sizes, ...] = SIZES, loud: float = 1.0) -> tuple[Case, ...]:
    """One case of each size; checks whose generators start alike share them."""
    return _drawn(int(rng.integers(2**63)), sizes, loud)


@lru_cache(maxsize=8)
def _drawn(seed: int, sizes: tuple[Sizes, ...], loud: float) -> tuple[Case, ...]:
    rng = np.random.default_rng(seed)
    return tuple(Case.draw(rng, one, loud) for one in sizes)


@dataclass(frozen=True)
class Heads:
    """Arguments of the plain attention, with any number of leading axes."""

    Q: Matrix  # (..., n, depth)
    K: Matrix  # (..., m, depth)
    V: Matrix  # (..., m, depth)
    mask: Matrix | None = None  # (n, m) or (..., n, m)


LEADING = ((), (2,), (2, 3))  # axes before the last two
HEAD_SIZES = ((4, 6, 5), (5, 7, 6), (4, 7, 5))  # n, m, depth


def draw_heads(rng: np.random.Generator, masked: bool = False) -> tuple[Heads, ...]:
    """Queries, keys and values for each number of leading axes; masks in which every row may look at something."""
    drawn = []
    for axes, (n, m, depth) in zip(LEADING, HEAD_SIZES, strict=True):
        Q, K, V = (rng.standard_normal((*axes, tokens, depth)) for tokens in (n, m, m))
        mask = rng.random((*axes[:1], *(1,) * len(axes[1:]), n, m)) < 0.5  # (n, m), (2, n, m), (2, 1, n, m)
        mask[..., np.arange(n), rng.permutation(m)[:n]] = True
        mask[..., np.arange(n), rng.permutation(m)[:n]] ^= mask.sum(axis=-1) == m  # and may not look everywhere
        drawn.append(Heads(Q, K, V, mask if masked else None))
    return tuple(drawn)
