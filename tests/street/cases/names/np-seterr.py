# A later cell makes numpy raise where it would warn.
# like: certa-maximo-global
# in_place: numpy's error state
# %% last
np.seterr(all="raise")
