# The essay is in a raw cell.
# essay: máscara causal antes da softmax
# %% blank q3_decoder
# %% [raw] after q3_decoder
A função self_attention receberia uma máscara causal antes da softmax; encoder_layer receberia a saída do encoder e
teria mais uma atenção, com Q do decoder e K, V do encoder.
