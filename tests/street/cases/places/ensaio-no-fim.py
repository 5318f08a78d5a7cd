# The essay is the last cell, below the advice on handing in.
# like: certa-uma-linha
# essay: o token i só pode ver os tokens até i
# %% blank q3_decoder
# %% [markdown] last
# Resposta da questão 3: na atenção do decoder o token i só pode ver os tokens até i (máscara com $-\infty$), e uma
# segunda atenção usa a saída do encoder como chaves e valores.
