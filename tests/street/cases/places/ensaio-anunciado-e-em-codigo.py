# The essay's cell says that the text is below, and there it is a code cell.
# like: certa-tupla
# essay: um laço gera um token de cada vez
# %% [markdown] q3_decoder
# Resposta na célula de baixo (não consegui mudar para texto):
# %% [code] after q3_decoder
# Na geração um laço gera um token de cada vez, e por isso a autoatenção é mascarada.
# Depois dela vem a atenção cruzada, com K e V da saída do encoder.
