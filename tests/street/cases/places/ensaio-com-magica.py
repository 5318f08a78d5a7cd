# The essay is a cell under %%markdown.
# like: certa-np-dot
# essay: consulta a memória do encoder
# %% blank q3_decoder
# %% after q3_decoder
%%markdown
O decoder usa máscara na autoatenção e, em seguida, **consulta a memória do encoder**: $Q$ é dele, $K$ e $V$ são do encoder.
