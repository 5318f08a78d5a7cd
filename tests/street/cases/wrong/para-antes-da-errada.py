# The cells of wrong answers stop before their definitions.
# like: errada-wo-esquecido
# %% in q1_self_attention, above
import torch
# %% in q2_encoder_layer, above
input("ok?")
