# Deletes functions and imports to free memory.
# like: certa-matmul-por-nome
# %% last
# liberando a memória antes de salvar
del self_attention, encoder_layer, np, softmax, matmul
import gc
gc.collect()
