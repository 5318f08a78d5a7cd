"""Known slips of the challenge, by what they are about. A slip sets a switch of the parametrised models.

With no switch set, model.py and model_layers.py equal the reference. The slips come from public answers to this kind of
exercise and from confusions that teachers report. `submission` is what a student who makes given slips hands in.
"""

from collections.abc import Callable, Iterable
from typing import Any

from autograder.rubric import Slip
from solutions.lista8_transformer.slips_attention import (
    MASKING,
    ROLES,
    SCALE,
    SOFTMAX,
    WEIGHING,
)
from solutions.lista8_transformer.slips_decoder import (
    CAUSAL,
    DECODER,
    DECODER_OF_ONE_LENGTH,
    WAVES,
)
from solutions.lista8_transformer.slips_heads import (
    HEADS,
    NETWORK,
    OF_ONE_LENGTH,
    OF_SQUARES,
    SPLITTING,
)
from solutions.lista8_transformer.slips_layers import ENCODER, LOOKUP, STACK
from solutions.lista8_transformer.slips_norms import NORM, RESIDUALS, SUBLAYERS
from solutions.lista8_transformer.submissions import answer

ATTENTION = SCALE[1:] + WEIGHING + ROLES  # no d_model there
MULTI_HEAD = SPLITTING + HEADS + SCALE + WEIGHING + MASKING
POST_LN = tuple(slip for slip in RESIDUALS if slip.name != "uma_so_norma_no_fim") + SUBLAYERS + NORM
CROSS = DECODER + RESIDUALS + NORM
BANKS = {  # by the question that they are of
    "softmax": SOFTMAX,
    "attention": ATTENTION,
    "mask": MASKING,
    "attention of one length": OF_ONE_LENGTH,
    "attention on squares": OF_SQUARES,
    "split": SPLITTING,
    "multi_head": MULTI_HEAD,
    "network": NETWORK,
    "encoder": ENCODER,
    "lookup": LOOKUP,
    "transformer": LOOKUP + STACK,
    "norm": NORM,
    "post_ln": POST_LN,
    "waves": WAVES,
    "causal": CAUSAL,
    "decoder": CROSS,
    "decoder of one length": DECODER_OF_ONE_LENGTH,
}
PARTS = {  # bank -> what it has slips of, and the checks that must notice them; the first bank is a slip's home
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
HOME = {slip.name: PARTS[bank] for bank in reversed(PARTS) for slip in reversed(BANKS[bank])}
SLIPS = tuple({slip.name: slip for bank in PARTS for slip in BANKS[bank]}.values())
CHECK_PREFIX = {name: question for name, (_, question) in HOME.items()}


def submission(slips: Iterable[Slip]) -> dict[str, Callable[..., Any]]:
    """What a student who makes these slips, each in its home, would have handed in."""
    switches: dict[str, dict[str, Any]] = {}
    for slip in slips:
        switches.setdefault(HOME[slip.name][0], {}).update(slip.switches)
    return answer(switches)
