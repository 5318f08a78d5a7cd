"""Whole answers made of the parametrised models, with slips in some of their parts.

The parts are independent: each computes with the model and the weights of its objects, whatever the other parts do.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

import numpy as np

from solutions.common.model import Matrix
from solutions.lista8_transformer import model, model_layers
from solutions.lista8_transformer.reference import Attention, Layer, Network


class MultiHeadAttention:
    switches: ClassVar[dict] = {}

    def __init__(self, d_model: int, num_heads: int):
        if d_model % num_heads:
            raise ValueError("indivisible")
        self.heads = num_heads
        self.WQ, self.WK, self.WV, self.WO = np.random.randn(4, d_model, d_model)

    def split_heads(self, x: Matrix) -> Matrix:
        return model.split_heads(x, self.heads, self.switches.get("split", "right"))

    def forward(self, Q: Matrix, K: Matrix, V: Matrix, mask: Matrix | None = None) -> Matrix:
        return model.multi_head(Q, K, V, self.weights(), self.heads, mask, **self.switches)

    def weights(self) -> Attention:
        return Attention(self.WQ, self.WK, self.WV, self.WO)


class FeedForward:
    switches: ClassVar[dict] = {}

    def __init__(self, d_model: int, d_ff: int):
        self.W1, self.W2 = np.random.randn(d_model, d_ff), np.random.randn(d_ff, d_model)

    def forward(self, x: Matrix) -> Matrix:
        return model.feed_forward(x, self.weights(), **self.switches)

    def weights(self) -> Network:
        return Network(self.W1, self.W2)


class EncoderLayer:
    switches: ClassVar[dict] = {}
    compute = staticmethod(model_layers.encoder_layer)

    def __init__(self, d_model: int, num_heads: int, d_ff: int):
        self.heads = num_heads
        self.mha, self.ff = MultiHeadAttention(d_model, num_heads), FeedForward(d_model, d_ff)

    def forward(self, x: Matrix) -> Matrix:
        return self.compute(x, self.weights(), self.heads, **self.switches)

    def weights(self) -> Layer:
        return Layer(self.mha.weights(), self.ff.weights())


class PostLNEncoderLayer(EncoderLayer):
    compute = staticmethod(model_layers.post_ln_encoder_layer)


class DecoderLayer(EncoderLayer):
    def __init__(self, d_model: int, num_heads: int, d_ff: int):
        super().__init__(d_model, num_heads, d_ff)
        self.cross = MultiHeadAttention(d_model, num_heads)

    def forward(self, x: Matrix, memory: Matrix) -> Matrix:
        weights = Layer(self.mha.weights(), self.ff.weights(), self.cross.weights())
        return model_layers.decoder_layer(x, memory, weights, self.heads, **self.switches)


class Transformer:
    switches: ClassVar[dict] = {}

    def __init__(self, num_layers: int, d_model: int, num_heads: int, d_ff: int, vocab_size: int):
        self.heads, self.embedding = num_heads, np.random.randn(vocab_size, d_model)
        self.layers = [EncoderLayer(d_model, num_heads, d_ff) for _ in range(num_layers)]
        if self.switches.get("stack") == "shared":
            self.layers = self.layers[:1] * num_layers

    def forward(self, tokens: Matrix) -> Matrix:
        layers = [layer.weights() for layer in self.layers]
        return model_layers.transformer(tokens, self.embedding, layers, self.heads, **self.switches)


CLASSES = (MultiHeadAttention, FeedForward, EncoderLayer, PostLNEncoderLayer, DecoderLayer, Transformer)
FUNCTIONS = {
    "softmax": model.softmax,
    "scaled_dot_product_attention": model.attention,
    "layer_norm": model_layers.layer_norm,
    "positional_encoding": model_layers.positional_encoding,
    "causal_mask": model_layers.causal_mask,
}


def answer(switches: Mapping[str, Mapping[str, Any]]) -> dict[str, Callable[..., Any]]:
    """The functions and classes of a student with these switches set, by the part of the answer that they are of."""
    classes = {
        cls.__name__: type(cls.__name__, (cls,), {"switches": dict(switches.get(cls.__name__, {}))}) for cls in CLASSES
    }
    return classes | {name: partial(function, **switches.get(name, {})) for name, function in FUNCTIONS.items()}
