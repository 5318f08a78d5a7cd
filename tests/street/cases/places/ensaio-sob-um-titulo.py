# The answer's cell has only a heading; the text is in the next cell.
# like: certa-tupla
# essay: mascara as posições futuras
# %% [markdown] q3_decoder
# ### Resposta
# %% [markdown] after q3_decoder
# O decoder mascara as posições futuras na autoatenção e depois consulta a saída do encoder numa segunda atenção,
# cujas consultas são suas. São três blocos de residual + layer_norm.
