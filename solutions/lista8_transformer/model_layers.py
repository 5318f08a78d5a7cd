"""The challenge's layers, Transformer, positions and decoder with one switch per step. Symbols as in reference.py."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from solutions.common import model as common
from solutions.common.model import Matrix
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.reference import Attention, Layer

Sublayer = Callable[[Matrix], Matrix]


NORMS: dict[str, Callable[..., Matrix]] = {  # x (B, n, d_model), epsilon -> (B, n, d_model)
    **common.NORMS,
    "batch": partial(common.normalised, axes=(0,)),
    "whole": partial(common.normalised, axes=None),
    "sample": partial(common.normalised, ddof=1),
}


def norm_with(norm: str) -> Sublayer:
    return partial(NORMS[norm], epsilon=reference.EPSILON)


def layer_norm(x: Matrix, *, norm: str = "rows") -> Matrix:
    """(..., d_model) -> (..., d_model)"""
    return norm_with(norm)(x)


def encoder_layer(x: Matrix, weights: Layer, heads: int, *, order: str = "attention first") -> Matrix:
    """The simplified layer. (B, n, d_model) -> (B, n, d_model)"""

    def attend(y: Matrix) -> Matrix:
        mask = reference.causal_mask(x.shape[1]) if order == "causal" else None
        return reference.multi_head(y, y, y, weights.mha, heads, mask)

    def network(y: Matrix) -> Matrix:
        return reference.feed_forward(y, weights.ff)

    orders: dict[str, Callable[[], Matrix]] = {
        "network first": lambda: attend(network(x)),
        "no network": lambda: attend(x),
        "no attention": lambda: network(x),
        "side by side": lambda: attend(x) + network(x),
        "network twice": lambda: network(network(attend(x))),
        "residuals": lambda: _post_ln(x, (attend, network), norm="none"),
        "post-LN": lambda: _post_ln(x, (attend, network)),
    }
    return orders.get(order, lambda: network(attend(x)))()


def _post_ln(
    x: Matrix,
    sublayers: Sequence[Sublayer],
    *,
    place: str = "post",
    norm: str = "rows",
    residuals: Sequence[int] = (1, 1, 1),
    norms: Sequence[int] = (1, 1, 1),
    source: str = "own",
) -> Matrix:
    """Sublayers, each with its residual and its norm. residuals, norms: 0 where one is missing.

    place: of the norm. source: of the residual, a sublayer's own input or x throughout.
    """
    h = x
    for sublayer, residual, wanted in zip(sublayers, residuals, norms, strict=False):
        normalise = norm_with(norm if wanted else "none")
        kept = (h if source == "own" else x) * residual
        if place == "pre":
            h = kept + sublayer(normalise(h))
        elif place == "inner":
            h = kept + normalise(sublayer(h))
        else:
            h = normalise(kept + sublayer(h)) if place == "post" else kept + sublayer(h)
    return norm_with(norm)(h) if place == "end" else h


def post_ln_encoder_layer(
    x: Matrix, weights: Layer, heads: int, *, sequence: Sequence[str] = ("attention", "network"), **switches: object
) -> Matrix:
    """(B, n, d_model) -> (B, n, d_model). sequence: of the sublayers."""
    sublayers = {
        "attention": lambda y: reference.multi_head(y, y, y, weights.mha, heads),
        "network": lambda y: reference.feed_forward(y, weights.ff),
    }
    return _post_ln(x, [sublayers[name] for name in sequence], **switches)


def transformer(
    tokens: Matrix,
    embedding: Matrix,
    layers: Sequence[Layer],
    heads: int,
    *,
    lookup: str = "rows",
    stack: str = "all",
) -> Matrix:
    """(B, n) -> (B, n, d_model). lookup: how tokens become vectors. stack: which layer's weights are used, in order"""
    d_model = embedding.shape[1]
    x = {
        "rows": lambda: embedding[tokens],
        "scaled": lambda: embedding[tokens] * np.sqrt(d_model),
        "with positions": lambda: embedding[tokens] + reference.positional_encoding(tokens.shape[1], d_model),
        "columns": lambda: embedding[:, tokens],
        "of the transposed": lambda: embedding.T[tokens],
        "transposed": lambda: embedding[tokens].swapaxes(-1, -2),
        "next row": lambda: embedding[(tokens + 1) % len(embedding)],
    }[lookup]()
    layers = list(layers)
    chosen = {
        "all": layers,
        "shared": layers[-1:] * len(layers),
        "first again": layers[:1] * len(layers),
        "first only": layers[:1],
        "but the last": layers[:-1],
        "reversed": layers[::-1],
        "none": [],
    }[stack]
    for weights in chosen:
        x = reference.encoder_layer(x, weights, heads)
    return x


def positional_encoding(n: int, d_model: int, *, waves: str = "article") -> Matrix:
    """-> (n, d_model)"""
    positions = np.arange(n)[:, None] + (waves == "from one")  # (n, 1)
    columns = np.arange(0, d_model, 2)  # (d_model / 2,)
    exponents = {"double": 2 * columns, "index": columns / 2, "growing": -columns}.get(waves, columns) / d_model
    angles = positions / (1000.0 if waves == "base 1000" else reference.WAVELENGTH) ** exponents
    sine, cosine = np.sin(angles), np.cos(angles)  # (n, d_model / 2)
    if waves == "halves":
        return np.concatenate([sine, cosine], axis=1)
    if waves == "each column":
        angles = positions / reference.WAVELENGTH ** (np.arange(d_model) / d_model)  # (n, d_model)
        return np.where(np.arange(d_model) % 2, np.cos(angles), np.sin(angles))
    pair = {"swapped": (cosine, sine), "sines": (sine, sine)}.get(waves, (sine, cosine))
    return np.stack(pair, axis=-1).reshape(n, d_model)


def causal_mask(n: int, *, shape: str = "lower") -> Matrix:
    """-> (n, n)"""
    lower = np.tri(n)
    return {
        "lower": lower,
        "inverted": 1 - lower,
        "upper": lower.T,
        "strict": np.tri(n, k=-1),
        "all": np.ones((n, n)),
        "one ahead": np.tri(n, k=1),
        "additive": -1e9 * (1 - lower),
    }[shape]


def decoder_layer(
    x: Matrix,
    memory: Matrix,
    weights: Layer,
    heads: int,
    *,
    mask: str = "lower",
    cross: str = "memory",
    cross_weights: str = "own",
    cross_mask: bool = False,
    sequence: Sequence[str] = ("self", "cross", "network"),
    **switches: object,
) -> Matrix:
    """x (B, n, d_model), memory (B, m, d_model) -> (B, n, d_model). cross: the roles in the second attention"""

    def hidden(shape: str) -> Matrix:
        return causal_mask(x.shape[1], shape=shape).astype(bool)

    def attend_memory(y: Matrix) -> Matrix:
        roles = {
            "memory": (y, memory, memory),
            "Q from memory": (memory, y, y),
            "K from the decoder": (y, y, memory),
            "V from the decoder": (y, memory, y),
            "self again": (y, y, y),
            "Q from x": (x, memory, memory),
            "only memory": (memory, memory, memory),
        }[cross]
        chosen: Attention = weights.cross if cross_weights == "own" else weights.mha
        return reference.multi_head(*roles, chosen, heads, hidden("lower") if cross_mask else None)

    sublayers = {
        "self": lambda y: reference.multi_head(y, y, y, weights.mha, heads, hidden(mask)),
        "cross": attend_memory,
        "network": lambda y: reference.feed_forward(y, weights.ff),
    }
    return _post_ln(x, [sublayers[name] for name in sequence], **switches)
