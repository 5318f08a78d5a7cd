# Magics of other places, as lines.
# like: certa-uma-linha
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
%tensorflow_version 2.x
%load_ext tensorboard
# %% in q2_encoder_layer, above
%load_ext nb_black
%watermark -v -p numpy
