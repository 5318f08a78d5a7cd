# Nothing was answered; imports that fail stand above the raise.
# like: vazia-sem-resposta
# %% in q1_self_attention, above
import torch
print(indefinida)
# %% in q2_encoder_layer, above
%load_ext nb_black
