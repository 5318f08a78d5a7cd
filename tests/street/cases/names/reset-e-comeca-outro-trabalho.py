# After the homework, the same notebook goes on with the next one.
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
