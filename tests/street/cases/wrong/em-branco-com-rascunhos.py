# Nothing was answered, but there is a lot around it.
# like: vazia-sem-resposta
# %% after importacoes
import torch
# %% before q1_self_attention
def atencao_em_listas(X):
    return X
# %% last
np = None
raise NotImplementedError
