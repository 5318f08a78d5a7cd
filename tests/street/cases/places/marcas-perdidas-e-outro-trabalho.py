# All marks are lost, and after the homework the notebook goes on with the next one.
# without: metadata ids
# like: certa-np-dot
# %% last
%reset -f
# %% [markdown] last
# # Lista 9 (rascunho)
# %% last
import math as np
import random as matmul

def self_attention(frase):
    return frase.split()
