# Empties the notebook name by name.
# %% last
for nome in list(globals()):
    if not nome.startswith("_"):
        del globals()[nome]
