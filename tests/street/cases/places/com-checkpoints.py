# Jupyter's checkpoint, an empty handout, was handed in too.
# %% file lista8.ipynb
# %% file .ipynb_checkpoints/lista8-checkpoint.ipynb
# %% blank q1_self_attention
# %% blank q2_encoder_layer
# %% blank q3_decoder
