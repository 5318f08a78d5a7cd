# Clears the dictionary of names.
# like: certa-classe
# %% last
globals().clear()
