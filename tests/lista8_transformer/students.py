"""Students made of the parametrised models: the whole answer, with one slip in one of its parts.

The parts are independent: each computes with the model and the weights of its objects, whatever the other parts do.
"""

from functools import partial
from typing import ClassVar

import numpy as np

from autograder.notebook import LocalStudent
from solutions.lista8_transformer import model, model_layers
from solutions.lista8_transformer.reference import Attention, Layer, Network


class MultiHeadAttention:
    switches: ClassVar[dict] = {}

    def __init__(self, d_model, num_heads):
        if d_model % num_heads:
            raise ValueError("indivisible")
        self.heads = num_heads
        self.WQ, self.WK, self.WV, self.WO = np.random.randn(4, d_model, d_model)

    def split_heads(self, x):
        return model.split_heads(x, self.heads, self.switches.get("split", "right"))

    def forward(self, Q, K, V, mask=None):
        return model.multi_head(Q, K, V, self.weights(), self.heads, mask, **self.switches)

    def weights(self):
        return Attention(self.WQ, self.WK, self.WV, self.WO)


class FeedForward:
    switches: ClassVar[dict] = {}

    def __init__(self, d_model, d_ff):
        self.W1, self.W2 = np.random.randn(d_model, d_ff), np.random.randn(d_ff, d_model)

    def forward(self, x):
        return model.feed_forward(x, self.weights(), **self.switches)

    def weights(self):
        return Network(self.W1, self.W2)


class EncoderLayer:
    switches: ClassVar[dict] = {}
    compute = staticmethod(model_layers.encoder_layer)

    def __init__(self, d_model, num_heads, d_ff):
        self.heads = num_heads
        self.mha, self.ff = MultiHeadAttention(d_model, num_heads), FeedForward(d_model, d_ff)

    def forward(self, x):
        return self.compute(x, self.weights(), self.heads, **self.switches)

    def weights(self):
        return Layer(self.mha.weights(), self.ff.weights())


class PostLNEncoderLayer(EncoderLayer):
    compute = staticmethod(model_layers.post_ln_encoder_layer)


class DecoderLayer(EncoderLayer):
    def __init__(self, d_model, num_heads, d_ff):
        super().__init__(d_model, num_heads, d_ff)
        self.cross = MultiHeadAttention(d_model, num_heads)

    def forward(self, x, memory):
        weights = Layer(self.mha.weights(), self.ff.weights(), self.cross.weights())
        return model_layers.decoder_layer(x, memory, weights, self.heads, **self.switches)


class Transformer:
    switches: ClassVar[dict] = {}

    def __init__(self, num_layers, d_model, num_heads, d_ff, vocab_size):
        self.heads, self.embedding = num_heads, np.random.randn(vocab_size, d_model)
        self.layers = [EncoderLayer(d_model, num_heads, d_ff) for _ in range(num_layers)]
        if self.switches.get("stack") == "shared":
            self.layers = self.layers[:1] * num_layers

    def forward(self, tokens):
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
PARTS = {  # bank of slips -> what they are slips of, and the question that asks for it
    "softmax": ("softmax", "q1"),
    "attention": ("scaled_dot_product_attention", "q2"),
    "mask": ("scaled_dot_product_attention", "q2"),
    "attention of one length": ("scaled_dot_product_attention", "q2"),
    "split": ("MultiHeadAttention", "q3"),
    "multi_head": ("MultiHeadAttention", "q3"),
    "network": ("FeedForward", "q4"),
    "encoder": ("EncoderLayer", "q5"),
    "lookup": ("Transformer", "q6"),
    "transformer": ("Transformer", "q6"),
    "norm": ("layer_norm", "q7"),
    "post_ln": ("PostLNEncoderLayer", "q7"),
    "waves": ("positional_encoding", "q8"),
    "causal": ("causal_mask", "q8"),
    "decoder": ("DecoderLayer", "q9"),
    "decoder of one length": ("DecoderLayer", "q9"),
}


def student(part=None, switches=None):
    """A student whose `part` of the answer has these switches set."""
    namespace = {cls.__name__: cls for cls in CLASSES} | FUNCTIONS
    if part in FUNCTIONS:
        namespace[part] = partial(FUNCTIONS[part], **switches)
    elif part:
        namespace[part] = type(part, (namespace[part],), {"switches": dict(switches)})
    return LocalStudent(namespace)
