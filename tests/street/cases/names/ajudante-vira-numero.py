# The helper's name is a number in a later experiment.
# like: certa-celulas-auxiliares
# %% after q2_valores
escalar = 1 / np.sqrt(8)
projetar = True
