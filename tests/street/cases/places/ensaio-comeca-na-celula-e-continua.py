# The essay begins in its cell and goes on in the next one.
# essay: a máscara impede o futuro | as chaves e os valores são do encoder
# %% [markdown] q3_decoder
# Mudam duas coisas. A primeira: na autoatenção, a máscara impede o futuro (menos infinito antes da softmax).
# %% [markdown] after q3_decoder
# A segunda: entra uma atenção em que as consultas são do decoder e as chaves e os valores são do encoder.
