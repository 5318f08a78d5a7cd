# Below the function, in the same cell, an experiment that takes too long.
# like: certa-einsum
# %% in q1_self_attention, below
import time
for tamanho in range(1000):
    time.sleep(0.1)
# %% in q2_encoder_layer, below
time.sleep(20)
