"""ONE parametrised encoder layer with a switch per step, around a given attention and feed-forward network.

With no switch set, it equals the reference. Symbols as in reference.py. Leading axes pass through.
"""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from autograder.rubric import Apply, Prepared
from solutions.common import model as common
from solutions.common.model import Matrix, transposed
from solutions.lista8 import reference

NORMS: dict[str, Callable[..., Matrix]] = {  # x (..., n, d), epsilon, ddof -> (..., n, d)
    **common.NORMS,
    "whole": partial(common.normalised, axes=(-2, -1)),
    "scale": partial(common.normalised, centre=False),
    "softmax": lambda x, epsilon, ddof: reference.softmax(x),
}


@cache
def norm_with(norm: str, ddof: int = 0, epsilon: float = reference.EPSILON) -> Callable[[Matrix], Matrix]:
    """A way to normalise: the same function whenever it is asked for, for `Memo`."""
    return partial(NORMS[norm], epsilon=epsilon, ddof=ddof)


NETWORKS: dict[str, Callable[[Matrix, Matrix, Matrix], Matrix]] = {  # x, W1, W2 -> (..., d_model), by the activation
    "relu": reference.feed_forward,
    "none": lambda x, W1, W2: x @ W1 @ W2,
}
OUTPUTS: dict[str, Callable[[Matrix], Matrix]] = {  # Wo -> what the attention's output is multiplied by
    "given": lambda Wo: Wo,
    "none": lambda Wo: np.eye(len(Wo)),
    "transposed": transposed,
}
Function = Callable[[Matrix], Matrix]


def prepared_encoder(
    apply: Apply,
    x: Matrix,
    attend: Function,
    feed_forward: Function,
    *,
    order: str = "post",
    residuals: tuple[bool, bool] = (True, True),
    norm: str = "rows",
    ddof: int = 0,
    norms: tuple[bool, bool] = (True, True),
    attended: str = "once",
    second_residual: str = "h",
    network_input: str = "h",
    layer_norm: Function | None = None,
) -> Prepared:
    """Encoder layer around a given attention (with its Wo) and network, up to its last norm. (..., n, d_model)

    layer_norm: the function to use in place of the one that `norm` and `ddof` name.
    """
    first, second = ((layer_norm or norm_with(norm, ddof)) if wanted else norm_with("none") for wanted in norms)
    if order in ORDERS:
        last, total = ORDERS[order](apply, x, attend, feed_forward, first, second)
        return last, (total,)
    attention_output = {"once": attend, "none": np.zeros_like, "twice": lambda y: attend(attend(y))}[attended](x)
    total = apply(np.add, attention_output, x) if residuals[0] else attention_output  # (..., n, d_model)
    h = apply(first, total)  # (..., n, d_model)
    if network_input == "none":
        return norm_with("none"), (h,)
    named = {"h": h, "x": x, "total": total, "attention": attention_output}
    transformed = feed_forward(feed_forward(h)) if network_input == "twice" else feed_forward(named[network_input])
    if residuals[1]:
        transformed = apply(np.add, transformed, named[second_residual])  # (..., n, d_model)
    return second, (transformed,)


# Layers that are built in another order than post-LN. Each returns its last norm, and what that is taken of.


def _pre(apply: Apply, x: Matrix, attend: Function, feed_forward: Function, first: Function, second: Function):
    h = apply(np.add, x, attend(apply(first, x)))  # Xiong et al. 2020, "On Layer Normalization in the Transformer..."
    return apply(np.add, h, feed_forward(apply(second, h)))


def _inner(apply: Apply, x: Matrix, attend: Function, feed_forward: Function, first: Function, second: Function):
    h = apply(np.add, x, apply(first, attend(x)))
    return norm_with("none"), apply(np.add, h, apply(second, feed_forward(h)))


def _single(apply: Apply, x: Matrix, attend: Function, feed_forward: Function, first: Function, second: Function):
    return first, apply(np.add, x, feed_forward(attend(x)))


def _swapped(apply: Apply, x: Matrix, attend: Function, feed_forward: Function, first: Function, second: Function):
    h = apply(first, apply(np.add, x, feed_forward(x)))
    return second, apply(np.add, h, attend(h))


def _parallel(apply: Apply, x: Matrix, attend: Function, feed_forward: Function, first: Function, second: Function):
    return first, apply(np.add, apply(np.add, x, attend(x)), feed_forward(x))


ORDERS: dict[str, Callable[..., tuple[Function, Matrix]]] = {
    "pre": lambda *given: (norm_with("none"), _pre(*given)),
    "pre and last": lambda *given: (given[-1], _pre(*given)),
    "inner": _inner,
    "single": _single,
    "swapped": _swapped,
    "none": lambda apply, x, *rest: (norm_with("none"), x),
    "norm": lambda apply, x, attend, feed_forward, first, second: (first, x),
    "parallel": _parallel,
}
