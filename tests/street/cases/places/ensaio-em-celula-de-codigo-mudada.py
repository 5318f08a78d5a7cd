# The answer's cell was turned into a code cell, and holds plain text.
# essay: impede que o modelo cole
# %% [code] q3_decoder
A máscara impede que o modelo cole a próxima palavra durante o treino.
A atenção cruzada lê a saída do encoder: Q do decoder, K e V do encoder.
