# Nothing was answered; imports and names around it.
# assignment: lista8_transformer
# like: vazia-sem-resposta
# %% in q1_softmax, above
import torch
# %% last
def layer_norm(x, gamma, beta):
    return x
