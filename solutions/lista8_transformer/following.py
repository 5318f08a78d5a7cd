"""What a later part should give if it stands on the student's own earlier ones, right or wrong.

The later part runs once more while its uses of the earlier ones are watched. Each function here is the reference's way
to put the parts together, with what the student's own gave for exactly the inputs that this way needs. So nothing is
asked of the earlier parts, nothing is lent, and a record that is made up must already hold the right way.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks import Mismatch, close, real_array
from autograder.compare import as_array
from autograder.steps import Seen, Step, Watch
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.lent import masked, roles
from solutions.lista8_transformer.reference import Attention, Matrix

ATTEND, HEADS, NETWORK, NORM = "scaled_dot_product_attention", "MultiHeadAttention", "FeedForward", "layer_norm"
ROLES = {  # what is kept of the arguments of each part
    "softmax": ("x",),
    ATTEND: ("Q", "K", "V", "mask"),
    HEADS: ("Q", "K", "V", "mask"),
    NETWORK: ("x",),
    "EncoderLayer": ("x",),
    NORM: ("x",),
    "causal_mask": ("n",),
}
LOWEST = -1e3  # a hidden score may be anything below


class Own:
    """The student's own parts, as far as the record of their use goes. The record comes from student code."""

    def __init__(self, record: Any):
        self._calls: dict[str, list[tuple[list, Any]]] = {name: [] for name in ROLES}
        for call in record if isinstance(record, list) else ():
            match call:
                case [int(number), [*given], output] if 0 <= number < len(ROLES):
                    name = list(ROLES)[number]
                    self._calls[name].append((given + [None] * len(ROLES[name]), output))

    def of(self, name: str, x: Matrix) -> Matrix:
        """What a part with one argument gave for x."""
        return self._found(name, x.shape, lambda given: _is(given[0], x))

    def attention(self, name: str, Q: Matrix, K: Matrix, V: Matrix, mask: Matrix | None) -> Matrix:
        """What an attention gave for these roles."""

        def fits(given: list) -> bool:
            alike = all(map(_is, roles(*given[:3]), (Q, K, V)))
            return alike and _hides_alike(given[3], mask)

        return self._found(name, Q.shape, fits)

    def mask(self, n: int) -> Matrix:
        """What causal_mask gave, or a right mask if it was not used."""
        made = [mask for _, output in self._calls["causal_mask"] if (mask := real_array(output)) is not None]
        return next((mask for mask in made if mask.shape == (n, n)), reference.causal_mask(n))

    def _found(self, name: str, shape: tuple[int, ...], fits: Callable[[list], bool]) -> Matrix:
        """The output of the last call that fits: a method that calls another ends after it. Raises Mismatch."""
        for given, output in reversed(self._calls[name]):
            if fits(given):
                return as_array(output, shape)
        raise Mismatch("unused", actual=name)


def watching(steps: Sequence[Step]) -> list[Step]:
    """The steps, and a record of the uses of all earlier parts as their last result."""
    return [*(Watch(name, kept) for name, kept in ROLES.items()), *steps, Seen()]


def _is(value: Any, wanted: Matrix) -> bool:
    found = real_array(value)
    return found is not None and close(np.maximum(found, LOWEST), np.maximum(wanted, LOWEST))


def _hides_alike(value: Any, wanted: Matrix | None) -> bool:
    """Whether a mask that was given hides what it should; one with more leading axes must be the same along them."""
    found = masked(value, "mask")
    if wanted is None:
        return found is None or bool(np.all(found))
    try:
        return found is not None and bool(np.all(found == (masked(wanted, "mask"))))
    except ValueError:
        return False


# The reference's ways to put the parts together; see reference.py for the equations and shapes.


def attention(own: Own, Q: Matrix, K: Matrix, V: Matrix, mask: Matrix | None = None) -> Matrix:
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])  # (..., n, depth) @ (..., depth, m) -> (..., n, m)
    return own.of("softmax", scores if mask is None else np.where(mask, scores, -np.inf)) @ V


def multi_head(
    own: Own, Q: Matrix, K: Matrix, V: Matrix, weights: Attention, heads: int, mask: Matrix | None = None
) -> Matrix:
    projected = Q @ weights.WQ, K @ weights.WK, V @ weights.WV  # (B, n or m, d_model) @ (d_model, d_model)
    split = [reference.split_heads(matrix, heads) for matrix in projected]  # (B, h, n or m, depth)
    return reference.merge_heads(own.attention(ATTEND, *split, mask)) @ weights.WO  # (B, n, d_model)


def encoder_layer(own: Own, x: Matrix) -> Matrix:
    return own.of(NETWORK, own.attention(HEADS, x, x, x, None))


def transformer(own: Own, x: Matrix, layers: int) -> Matrix:
    for _ in range(layers):
        x = own.of("EncoderLayer", x)
    return x


def post_ln_encoder_layer(own: Own, x: Matrix) -> Matrix:
    a = own.of(NORM, x + own.attention(HEADS, x, x, x, None))
    return own.of(NORM, a + own.of(NETWORK, a))


def decoder_layer(own: Own, x: Matrix, memory: Matrix) -> Matrix:
    a = own.of(NORM, x + own.attention(HEADS, x, x, x, own.mask(x.shape[1])))
    b = own.of(NORM, a + own.attention(HEADS, a, memory, memory, None))
    return own.of(NORM, b + own.of(NETWORK, b))
