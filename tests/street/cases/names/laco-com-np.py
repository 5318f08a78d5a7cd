# A loop counts with np.
# like: certa-escala-dividida
# %% last
for np in (2, 4, 8, 16):
    print("número de passos:", np)
