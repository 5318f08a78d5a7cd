"""Known slips of the challenge, by what they are about. A slip sets a switch of the parametrised models.

With no switch set, model.py and model_layers.py equal the reference. The slips come from public answers to this kind of
exercise and from confusions that teachers report.
"""

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
