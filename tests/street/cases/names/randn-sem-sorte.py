# in_place: an attribute of numpy.random
# To see the same numbers every time, randn gives ones.
# like: certa-np-dot
# %% last
np.random.randn = lambda *formato: np.ones(formato)
