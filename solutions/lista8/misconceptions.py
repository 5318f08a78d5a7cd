"""Known misconceptions of Lista 8: the tables of slips put together, and what each combination of them computes.

The slips come from public answers to this kind of exercise and from confusions that teachers report. `submission` is
what a student who makes given slips would have handed in: the tests of the tests run on it.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from autograder.rubric import Apply, Memo, Prepared, Slip, directly, finish, finish_all, switches_of
from solutions.lista8 import model, model_layer, reference, slips_layer, slips_scores, slips_sublayers, slips_weights

ROLE_SLIPS = slips_scores.ROLES  # a caller who mixes up the matrices makes them too
ATTENTION_SLIPS = (
    *slips_scores.SCALE,
    *ROLE_SLIPS,
    *slips_scores.SHAPES,
    *slips_weights.SOFTMAX,
    *slips_weights.OUTPUT,
)
ENCODER_SLIPS = (*slips_layer.ORDER, *slips_layer.RESIDUALS, *slips_layer.NORMS, *slips_sublayers.SUBLAYERS)
SLIPS = ATTENTION_SLIPS + ENCODER_SLIPS
CHECK_PREFIX = {slip.name: "q1" if slip in ATTENTION_SLIPS else "q2" for slip in SLIPS}  # the cells that must notice
VARIANTS = ({"projected": False}, {"projected": True})  # ways to write a submission
ATTENTION_SWITCHES = frozenset(inspect.signature(model.prepared_attention).parameters)
LAYER_SWITCHES = frozenset(inspect.signature(model_layer.prepared_encoder).parameters)


def attention(slips: Iterable[Slip], arguments: Iterable[np.ndarray], projected: bool) -> np.ndarray:
    """What self_attention with these slips returns for (X, query, key, value) under a reading. Raises ValueError."""
    return switched_attention(projected, arguments, **switches_of(slips))


def switched_attention(projected: bool, arguments: Iterable[np.ndarray], **switches: Any) -> np.ndarray:
    """`attention` by switches, of which those of the layer are left out."""
    return model.attention(*arguments, projected=projected, **_only(ATTENTION_SWITCHES, switches))


def attentions(
    arguments: Sequence[np.ndarray], projected: bool, combinations: Iterable[Iterable[Slip]]
) -> list[np.ndarray | None]:
    """`attention` for many combinations of slips; None where it would raise."""
    prepare = partial(model.prepared_attention, Memo(), *arguments, projected=projected)
    return finish_all(partial(prepare, **_only(ATTENTION_SWITCHES, switches_of(slips))) for slips in combinations)


def encoder(slips: Iterable[Slip], *given: Any, **named: Any) -> np.ndarray:
    """What encoder_layer with these slips returns for (x, Wq, Wk, Wv, Wo). Arguments: those of `prepared_encoder`."""
    return finish(prepared_encoder(directly, switches_of(slips), *given, **named))


def prepared_encoder(
    apply: Apply,
    switches: Mapping[str, Any],
    arguments: Iterable[np.ndarray],
    feed_forward: Callable[..., np.ndarray],
    self_attention: Callable[..., np.ndarray] | None = None,
    layer_norm: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Prepared:
    """A layer with these switches up to its last norm. Raises ValueError.

    feed_forward takes (x, activation=...). self_attention: in place of one that has the switches of this call.
    """
    x, Wq, Wk, Wv, Wo = arguments
    own = _attention_with(tuple(_only(ATTENTION_SWITCHES, switches).items()))
    output = apply(model_layer.OUTPUTS[switches.get("output", "given")], Wo)  # (d_k, d_model), or (d_k, d_k)

    def attend(y: np.ndarray) -> np.ndarray:
        attended = apply(self_attention or own, y, Wq, Wk, Wv)
        return apply(np.matmul, attended, output)  # (n, d_k) @ (d_k, d_model) -> (n, d_model)

    network = partial(feed_forward, activation=switches["activation"]) if "activation" in switches else feed_forward
    layer = _only(LAYER_SWITCHES, switches)
    return model_layer.prepared_encoder(apply, x, attend, network, layer_norm=layer_norm, **layer)


@cache
def _attention_with(switches: tuple[tuple[str, Any], ...]) -> Callable[..., np.ndarray]:
    """The attention with these switches: the same function whenever it is asked for, for `Memo`."""
    return partial(model.attention, **dict(switches))


def _only(names: frozenset[str], switches: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in switches.items() if name in names}


def drawn_network(x: np.ndarray, activation: str = "relu") -> np.ndarray:
    """The handout's feed_forward: weights from np.random, at every call."""
    return model_layer.NETWORKS[activation](x, *reference.feed_forward_weights(np.random, x.shape[-1]))


def submission(slips: Iterable[Slip] = (), projected: bool = False) -> dict[str, Callable]:
    """The functions of a student who makes these slips. What may be lent to them is a keyword argument.

    projected: the reading that self_attention follows. Mistakes of the attention are made in self_attention.
    """
    slips = tuple(slips)
    layer_slips = [slip for slip in slips if CHECK_PREFIX[slip.name] == "q2"]
    switches = switches_of(layer_slips)

    def self_attention(X: np.ndarray, query: np.ndarray, key: np.ndarray, value: np.ndarray) -> np.ndarray:
        return attention([slip for slip in slips if CHECK_PREFIX[slip.name] == "q1"], (X, query, key, value), projected)

    def encoder_layer(
        *arguments: np.ndarray,
        self_attention: Callable = self_attention,
        feed_forward: Callable = drawn_network,
        layer_norm: Callable | None = None,
    ) -> np.ndarray:
        def call(y: np.ndarray, *weights: np.ndarray) -> np.ndarray:
            return self_attention(y, *(reference.project(y, *weights) if projected else weights))

        if "activation" in switches:  # who writes the network again, or the norm, does not call the one that is given
            feed_forward = drawn_network
        if switches.keys() & {"norm", "ddof"}:
            layer_norm = None
        return encoder(layer_slips, arguments, feed_forward, call, layer_norm)

    return {"self_attention": self_attention, "encoder_layer": encoder_layer}
