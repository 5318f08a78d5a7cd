"""What a later part should give if it stands on the student's own earlier ones, right or wrong.

The later part runs once more while its uses of the earlier ones are watched. Each function here is the reference's way
to put the parts together, with what the student's own gave for exactly the inputs that this way needs. So nothing is
asked of the earlier parts, nothing is lent, and a record that is made up must already hold the right way.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.rubric import (
    Follow,
    Invoke,
    Mismatch,
    Refusal,
    Seen,
    Step,
    Watch,
    as_array,
    close,
    has_shape,
    real_array,
)
from solutions.common.model import Matrix
from solutions.lista8_transformer import reference
from solutions.lista8_transformer.lent import masked, roles
from solutions.lista8_transformer.reference import Attention

ATTENTION, SINGLE = ("Q", "K", "V", "mask"), ("x",)  # what is kept of the arguments
FUNCTIONS = {"softmax": SINGLE, "scaled_dot_product_attention": ATTENTION, "layer_norm": SINGLE}
LOWEST = -1e3  # a hidden score may be anything below


class Own:
    """The student's own parts, as far as the record of their use in one call goes. It comes from student code."""

    def __init__(self, calls: Sequence[tuple[str, list, Any]]):
        self._calls = calls

    def of(self, part: str, x: Matrix) -> Matrix:
        """What a part with one argument gave for x."""
        return self._found(part, x.shape, lambda given: _is(given[0], x))

    def attention(self, part: str, Q: Matrix, K: Matrix, V: Matrix, mask: Matrix | None) -> Matrix:
        """What an attention gave for these roles."""

        def fits(given: list) -> bool:
            return all(map(_is, roles(*given[:3]), (Q, K, V))) and _hides_alike(given[3], mask)

        return self._found(part, Q.shape, fits)

    def _found(self, part: str, shape: tuple[int, ...], fits: Callable[[list], bool]) -> Matrix:
        """The output of the last call that fits: a method that calls another ends after it. Raises Mismatch."""
        for name, given, output in reversed(self._calls):
            if name == part and fits(given):
                found = as_array(output, len(shape))
                has_shape(found, shape)
                return found
        raise Mismatch("unused", actual=part)


def follow(compose: Callable[[Own, Any], Matrix], cases: Sequence[Any], parts: Sequence[str] = ()) -> Follow:
    """What follows for each case; compose: a way to put the own parts together. parts: see `watching`."""
    return Follow(partial(watching, parts=parts), partial(_expected, compose, cases, parts))


def _expected(
    compose: Callable[[Own, Any], Matrix], cases: Sequence[Any], parts: Sequence[str], record: Any
) -> list[Matrix]:
    return [compose(own, case) for own, case in zip(owns(record, parts, len(cases)), cases, strict=True)]


def watching(steps: Sequence[Step], parts: Sequence[str]) -> list[Step]:
    """The steps, and a record of the uses of the earlier functions and parts in each call as their last result.

    parts: attributes of the object that is called.
    """
    given: list[Step] = [Watch(name, kept) for name, kept in FUNCTIONS.items()]
    for step in steps:
        if isinstance(step, Invoke):
            variable = step.path.partition(".")[0]
            given += [Watch(f"{variable}.{part}", ATTENTION if part in ("mha", "cross") else SINGLE) for part in parts]
        given.append(step)
    return [*given, Seen()]


def owns(record: Any, parts: Sequence[str], count: int) -> list[Own]:
    """The student's own parts in each of `count` calls, from the record of `watching`."""
    watched = [*((None, name) for name in FUNCTIONS), *((index, part) for index in range(count) for part in parts)]
    kept: list[list[tuple[str, list, Any]]] = [[] for _ in range(count)]
    for call in record if isinstance(record, list) else ():
        match call:
            case [int(number), list(given), output] if 0 <= number < len(watched):
                index, part = watched[number]
                for one in kept if index is None else [kept[index]]:
                    one.append((part, [*given, *[None] * len(ATTENTION)], output))
    return [Own(calls) for calls in kept]


def _is(value: Any, wanted: Matrix) -> bool:
    found = real_array(value)
    return found is not None and close(np.maximum(found, LOWEST), np.maximum(wanted, LOWEST))


def _hides_alike(value: Any, wanted: Matrix | None) -> bool:
    """Whether a mask that was given hides what it should; one with more leading axes must be the same along them."""
    try:
        found, needed = masked(value, "mask"), masked(wanted, "mask")
        if needed is None:
            return found is None or bool(np.all(found))
        return found is not None and bool(np.all(found == needed))
    except (Refusal, ValueError):  # no mask at all, or one of another shape
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
    return (
        reference.merge_heads(own.attention("scaled_dot_product_attention", *split, mask)) @ weights.WO
    )  # (B, n, d_model)


def encoder_layer(own: Own, x: Matrix) -> Matrix:
    return own.of("ff", own.attention("mha", x, x, x, None))


def transformer(own: Own, x: Matrix, layers: int) -> Matrix:
    for number in range(layers):
        x = own.of(f"layers.{number}", x)
    return x


def post_ln_encoder_layer(own: Own, x: Matrix) -> Matrix:
    a = own.of("layer_norm", x + own.attention("mha", x, x, x, None))
    return own.of("layer_norm", a + own.of("ff", a))


def decoder_layer(own: Own, x: Matrix, memory: Matrix) -> Matrix:
    """The mask must be a right one: whoever uses an own wrong causal_mask is lent another, and whoever only claims to
    use it is not."""
    a = own.of("layer_norm", x + own.attention("mha", x, x, x, reference.causal_mask(x.shape[1])))
    b = own.of("layer_norm", a + own.attention("cross", a, memory, memory, None))
    return own.of("layer_norm", b + own.of("ff", b))
