"""What is lent to an answer whose earlier parts are wrong: right functions and classes, computed by the judge.

Their arguments come from student code and are checked here; what they do not take is a Refusal.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.checks import Refusal, real_array
from autograder.steps import Lent, Provided
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.cases import Case
from solutions.lista8_transformer.reference import Attention, Matrix, Network

LARGEST, AXES, MOST = 64, 4, 2048  # length of an axis, axes, numbers in all: what is computed stays small
IDENTITY = -1  # the index of a lent layer that changes nothing


def taken(value: Any, function: str) -> Matrix:
    """An argument as a real array of reasonable size. Raises Refusal."""
    array = real_array(value)
    if array is None:
        raise Refusal(f"{function} recebeu algo que não é uma matriz de números")
    if not 1 <= array.ndim <= AXES or not 1 <= array.size <= MOST or max(array.shape) > LARGEST:
        raise Refusal(f"{function} recebeu formato {array.shape}")
    return array


def _size(value: Any, function: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer, np.ndarray)) or np.ndim(value):
        raise Refusal(f"{function} recebeu um tamanho que não é um número inteiro")
    if not 1 <= value <= LARGEST or int(value) != value:
        raise Refusal(f"{function} recebeu o tamanho {value}")
    return int(value)


def _masked(mask: Any, function: str) -> Matrix | None:
    return None if mask is None else taken(mask, function) != 0


def _fitting(function: str, compute: Any, *arguments: Any) -> Any:
    """Compute; shapes that do not fit each other are the caller's fault."""
    try:
        return compute(*arguments)
    except (ValueError, IndexError):
        shapes = ", ".join(str(item.shape) for item in arguments if isinstance(item, np.ndarray))
        raise Refusal(f"{function} recebeu formatos que não combinam: {shapes}") from None


def softmax(x: Any, axis: Any = -1) -> Matrix:
    x = taken(x, "softmax")
    if axis not in (-1, x.ndim - 1):
        raise Refusal("a softmax é sempre no último eixo")
    return reference.softmax(x)


def layer_norm(x: Any) -> Matrix:
    return reference.layer_norm(taken(x, "layer_norm"))


def causal_mask(n: Any) -> Matrix:
    return reference.causal_mask(_size(n, "causal_mask"))


def attend(in_pair: bool, Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    """scaled_dot_product_attention; in_pair: as (output, weights), as some answers' own returns."""
    name = "scaled_dot_product_attention"
    Q, K, V, mask = taken(Q, name), taken(K, name), taken(V, name), _masked(mask, name)
    A = _fitting(name, reference.attention_weights, Q, K, mask)
    output = _fitting(name, np.matmul, A, V)
    return (output, A) if in_pair else output


def _multi_head(in_pair: bool, held: dict[str, Any], Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    name = "MultiHeadAttention.forward"
    weights = Attention(*(taken(held.get(weight), name) for weight in ("WQ", "WK", "WV", "WO")))
    Q, K, V = taken(Q, name), taken(K, name), taken(V, name)
    heads, mask = _size(held.get("num_heads"), name), _masked(mask, name)
    output = _fitting(name, reference.multi_head, Q, K, V, weights, heads, mask)
    return (output, None) if in_pair else output


def _split(held: dict[str, Any], x: Any) -> Matrix:
    name = "MultiHeadAttention.split_heads"
    return _fitting(name, reference.split_heads, taken(x, name), _size(held.get("num_heads"), name))


def _network(held: dict[str, Any], x: Any) -> Matrix:
    name = "FeedForward.forward"
    weights = Network(taken(held.get("W1"), name), taken(held.get("W2"), name))
    return _fitting(name, reference.feed_forward, taken(x, name), weights)


def _layer(cases: Sequence[Case], held: dict[str, Any], x: Any) -> Matrix:
    """The simplified layer number `index`, counted through the layers of all cases, or none."""
    known = [(weights, case.sizes.heads) for case in cases for weights in case.layers]
    index, name = held.get("index"), "EncoderLayer.forward"
    if type(index) is not int or not IDENTITY <= index < len(known):
        raise Refusal("esta camada foi alterada")
    if index == IDENTITY:
        return taken(x, name)
    weights, heads = known[index]
    return _fitting(name, lambda y: reference.encoder_layer(y, weights, heads), taken(x, name))


def lent(in_pair: bool = False, cases: Sequence[Case] | None = None) -> Provided:
    """Everything up to question 4 and the functions of the later ones; with `cases` also their encoder layers."""
    attention, network = partial(_multi_head, in_pair), _network
    things: dict[str, Any] = {
        "softmax": softmax,
        "scaled_dot_product_attention": partial(attend, in_pair),
        "MultiHeadAttention": Lent(
            ("d_model", "num_heads"), (("forward", attention), ("__call__", attention), ("split_heads", _split))
        ),
        "FeedForward": Lent(("d_model", "d_ff"), (("forward", network), ("__call__", network))),
        "layer_norm": layer_norm,
        "causal_mask": causal_mask,
    }
    if cases is not None:
        layer = partial(_layer, tuple(cases))
        things["EncoderLayer"] = Lent(("d_model", "num_heads", "d_ff"), (("forward", layer), ("__call__", layer)))
    return things


def only(things: Provided, *names: str) -> Provided:
    """Some of the things that can be lent."""
    return {name: things[name] for name in names}


ATTENTION = tuple(only(lent(pair), "softmax", "scaled_dot_product_attention") for pair in (False, True))
LENDINGS = (ATTENTION[0], lent(), lent(in_pair=True))  # of the layers: the likeliest and cheapest first
