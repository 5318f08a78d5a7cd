# A pre-LN layer, and names used again.
# like: errada-pre-ln
# %% last
np = None
softmax = lambda z, axis=None: z
