# The notebook with the right name is half answered; the browser's second download is complete.
# like: certa-projetadas
# %% file lista8.ipynb
# %% blank q2_encoder_layer
# %% blank q3_decoder
# %% file lista8 (1).ipynb
