# A decoder without mask, in a notebook whose heads stop and lose their name.
# assignment: lista8_transformer
# like: errada-decoder-sem-mascara
# %% in q3_multi_head, above
import torch
# %% in q3_multi_head, below
MultiHeadAttention.__call__ = MultiHeadAttention.forward
# %% last
MultiHeadAttention = causal_mask = None
