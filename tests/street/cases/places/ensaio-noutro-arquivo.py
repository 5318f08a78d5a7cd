# The code is in one notebook and the essay in another copy of it.
# essay: a camada ganha uma entrada
# %% file lista8.ipynb
# %% blank q3_decoder
# %% file lista8-texto.ipynb
# %% blank q1_self_attention
# %% blank q2_encoder_layer
# %% [markdown] q3_decoder
# Na implementação, a camada ganha uma entrada (a saída do encoder), uma máscara e uma segunda atenção.
