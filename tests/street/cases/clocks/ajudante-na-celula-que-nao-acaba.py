# The helper is at the top of a cell that never ends.
# like: certa-celulas-auxiliares
# %% before q2_encoder_layer
def add_e_norm(a, b):
    return layer_norm(a + b)

perdas = []
while len(perdas) >= 0:
    perdas = [len(perdas)]
