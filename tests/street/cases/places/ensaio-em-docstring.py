# The essay is a string in a code cell below the placeholder.
# essay: as queries vêm do decoder | máscara triangular
# %% blank q3_decoder
# %% [code] after q3_decoder
"""
No decoder a autoatenção ganha uma máscara triangular, para que nenhum token veja os seguintes.
Depois vem uma segunda atenção: as queries vêm do decoder, e as keys e os values vêm do encoder.
"""
