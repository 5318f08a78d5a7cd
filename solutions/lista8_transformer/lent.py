"""What is lent to an answer whose earlier parts are wrong: right functions and classes, computed by the judge.

Their arguments come from student code and are checked here; what they do not take is a Refusal.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.rubric import (
    MAX_LENGTH,
    MAX_NUMBERS,
    Lent,
    Provided,
    Refusal,
    checked_array,
    checked_size,
    computed,
    real_array,
)
from solutions.common.model import Matrix
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.cases import Case
from solutions.lista8_transformer.reference import WEIGHTS, Attention, Network

IDENTITY = -1  # the index of a lent layer that changes nothing
HIDDEN = -1e3  # what is added to a score to hide it is lower; what is no mask to add holds no such number


def _given(value: Any) -> bool:
    """Whether an argument that may be left out is there: other parameters of a student's own may stand in its place."""
    return isinstance(value, (np.ndarray, list, tuple)) and np.ndim(real_array(value)) > 0


def masked(mask: Any, function: str) -> Matrix | None:
    """A mask as booleans; one that is made to be added to the scores is very low where looking is forbidden."""
    if not _given(mask):
        return None
    mask = checked_array(mask, function)
    return mask > HIDDEN if np.any(mask <= HIDDEN) else mask != 0


def _require_small(function: str, *matrices: Matrix) -> None:
    """Raise Refusal where leading axes that are repeated to fit each other would make small matrices large."""
    repeated = np.broadcast_shapes(*(matrix.shape[:-2] for matrix in matrices))
    if math.prod(repeated) * MAX_LENGTH > MAX_NUMBERS:
        raise Refusal(f"{function} recebeu matrizes demais de uma vez: {repeated}")


def softmax(x: Any, axis: Any = -1) -> Matrix:
    x, number = checked_array(x, "softmax"), real_array(axis)
    if number is None or number.ndim or not -x.ndim <= number < x.ndim or number % 1:
        raise Refusal("a softmax recebeu um eixo que x não tem")
    return reference.softmax(x.swapaxes(int(number), -1)).swapaxes(int(number), -1)


def layer_norm(x: Any) -> Matrix:
    return reference.layer_norm(checked_array(x, "layer_norm"))


def causal_mask(n: Any) -> Matrix:
    return reference.causal_mask(checked_size(n, "causal_mask"))


def attend(in_pair: bool, Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    """scaled_dot_product_attention; in_pair: as (output, weights), as some answers' own returns."""
    name = "scaled_dot_product_attention"
    Q, K, V, mask = checked_array(Q, name), checked_array(K, name), checked_array(V, name), masked(mask, name)
    computed(name, _require_small, name, *(matrix for matrix in (Q, K, V, mask) if matrix is not None))
    A = computed(name, reference.attention_weights, Q, K, mask)
    output = computed(name, np.matmul, A, V)
    return (output, A) if in_pair else output


def roles(Q: Any, K: Any, V: Any) -> tuple[Any, Any, Any]:
    """Queries, keys and values of a student's forward that takes fewer: what asks is asked, and keys are values."""
    K = K if _given(K) else Q
    return Q, K, V if _given(V) else K


def _multi_head(in_pair: bool, held: dict[str, Any], Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    name = "MultiHeadAttention.forward"
    weights = Attention(*(checked_array(held.get(weight), name) for weight in WEIGHTS))
    Q, K, V = (checked_array(item, name) for item in roles(Q, K, V))
    heads, mask = checked_size(held.get("num_heads"), name), masked(mask, name)
    output = computed(name, reference.multi_head, Q, K, V, weights, heads, mask)
    return (output, None) if in_pair else output


def _split(held: dict[str, Any], x: Any) -> Matrix:
    name = "MultiHeadAttention.split_heads"
    return computed(name, reference.split_heads, checked_array(x, name), checked_size(held.get("num_heads"), name))


def _network(held: dict[str, Any], x: Any) -> Matrix:
    name = "FeedForward.forward"
    weights = Network(checked_array(held.get("W1"), name), checked_array(held.get("W2"), name))
    return computed(name, reference.feed_forward, checked_array(x, name), weights)


def _layer(cases: Sequence[Case], held: dict[str, Any], x: Any) -> Matrix:
    """The simplified layer number `index`, counted through the layers of all cases, or none."""
    known = [(weights, case.sizes.heads) for case in cases for weights in case.layers]
    index, name = held.get("index"), "EncoderLayer.forward"
    if type(index) is not int or not IDENTITY <= index < len(known):
        raise Refusal("esta camada foi alterada")
    if index == IDENTITY:
        return checked_array(x, name)
    weights, heads = known[index]
    return computed(name, lambda y: reference.encoder_layer(y, weights, heads), checked_array(x, name))


FUNCTIONS = {"layer_norm": layer_norm, "causal_mask": causal_mask}  # that later questions may be lent too


def attention(in_pair: bool = False) -> Provided:
    """The parts up to question 2."""
    return {"softmax": softmax, "scaled_dot_product_attention": partial(attend, in_pair)}


def heads(in_pair: bool = False, *functions: str) -> Provided:
    """The parts up to question 4, and some of the functions that come after them."""
    forward = partial(_multi_head, in_pair)
    methods = ("forward", forward), ("__call__", forward), ("split_heads", _split)
    network = ("forward", _network), ("__call__", _network)
    return {
        **attention(in_pair),
        "MultiHeadAttention": Lent(("d_model", "num_heads"), methods, WEIGHTS),
        "FeedForward": Lent(("d_model", "d_ff"), network, ("W1", "W2")),
        **{name: FUNCTIONS[name] for name in functions},
    }


def layers(cases: Sequence[Case]) -> Provided:
    """The parts up to question 5; a layer computes with the weights of the cases."""
    forward = partial(_layer, tuple(cases))
    methods = ("forward", forward), ("__call__", forward)
    return heads() | {"EncoderLayer": Lent(("d_model", "num_heads", "d_ff"), methods, ("index",))}


SOFTMAX: tuple[Provided, ...] = ({"softmax": softmax},)
ATTENTION = attention(), attention(in_pair=True)


def lendings(*functions: str) -> tuple[Provided, ...]:
    """What is lent to a layer in turn, the likeliest first; functions: of those that come before it."""
    return heads(False, *functions), heads(True, *functions)
