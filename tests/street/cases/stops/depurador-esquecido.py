# Calls to the debugger were left above the answers.
# like: certa-einsum
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import pdb
pdb.set_trace()
# %% in q2_encoder_layer, above
breakpoint()
%debug
