"""What is asked of every class of layers: forward, on an object that has the case's first weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from autograder.rubric import Invoke, Slip, Step, Task, task_of
from solutions.common.model import Matrix
from solutions.lista8_transformer import following, model_layers, reference
from solutions.lista8_transformer.cases import Case
from solutions.lista8_transformer.following import Own
from solutions.lista8_transformer.lent import lendings
from solutions.lista8_transformer.objects import new_layer


@dataclass(frozen=True)
class LayerClass:
    """A class to write, its right and its switched forward, and the one that stands on the student's own parts."""

    name: str
    inputs: tuple[str, ...]  # of a case, that forward is given
    right: Callable[..., Matrix]
    model: Callable[..., Matrix]
    follows: Callable[..., Matrix]
    parts: tuple[str, ...] = ("mha", "ff")  # attributes that are earlier parts
    functions: tuple[str, ...] = ()  # earlier functions, that it may be lent beside the parts

    def tasks(self, cases: Sequence[Case], slips: Sequence[Slip]) -> list[Task]:
        """As submitted, and with the earlier parts lent."""
        follow = following.follow(self._followed, cases, self.parts)
        compute = partial(self._computed, self.right), partial(self._computed, self.model)
        return task_of(cases, self._steps, *compute, slips, follow).lending(*lendings(*self.functions))

    def _steps(self, case: Case) -> list[Step]:
        return [*new_layer("layer", self.name, case), Invoke("layer.forward", self._given(case))]

    def _given(self, case: Case) -> tuple[Matrix, ...]:
        return tuple(getattr(case, name) for name in self.inputs)

    def _computed(self, forward: Callable[..., Matrix], case: Case, **switches: object) -> Matrix:
        return forward(*self._given(case), case.layers[0], case.sizes.heads, **switches)

    def _followed(self, own: Own, case: Case) -> Matrix:
        return self.follows(own, *self._given(case))


ENCODER = LayerClass(
    "EncoderLayer", ("x",), reference.encoder_layer, model_layers.encoder_layer, following.encoder_layer
)
POST_LN = LayerClass(
    "PostLNEncoderLayer",
    ("x",),
    reference.post_ln_encoder_layer,
    model_layers.post_ln_encoder_layer,
    following.post_ln_encoder_layer,
    functions=("layer_norm",),
)
DECODER = LayerClass(
    "DecoderLayer",
    ("x", "memory"),
    reference.decoder_layer,
    model_layers.decoder_layer,
    following.decoder_layer,
    ("mha", "cross", "ff"),
    ("layer_norm", "causal_mask"),
)
