# A cell magic that is not known here stands above the answer.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
%%memit
# %% in q2_encoder_layer, above
%%wandb
