# The handout itself and Jupyter's copy with the answers.
# %% file lista8.ipynb
# %% blank q1_self_attention
# %% blank q2_encoder_layer
# %% blank q3_decoder
# %% file lista8-Copy1.ipynb
