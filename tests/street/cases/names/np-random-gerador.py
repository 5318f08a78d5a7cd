# in_place: an attribute of numpy
# np.random becomes a generator, which has no randn for the given feed_forward.
# %% after q2_valores
np.random = np.random.default_rng(42)
np.random.normal(size=3)
