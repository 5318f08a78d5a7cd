# Three versions, none with the right name; only the last one is complete.
# like: certa-np-dot
# %% file lista8_v1.ipynb
# %% blank q1_self_attention
# %% blank q2_encoder_layer
# %% blank q3_decoder
# %% file lista8_final.ipynb
# %% blank q2_encoder_layer
# %% file lista8_final_FINAL.ipynb
