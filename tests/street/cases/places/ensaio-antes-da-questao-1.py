# The essay stands before question 1, under a heading of its own.
# like: certa-matmul-por-nome
# essay: cada passo gera uma palavra
# %% blank q3_decoder
# %% [markdown] before q1-enunciado
# ## Questão 3 (respondi primeiro!)
#
# No decoder cada passo gera uma palavra, então a autoatenção usa uma máscara; além disso há uma atenção que recebe
# a saída do encoder (K e V). As outras partes são as mesmas.
