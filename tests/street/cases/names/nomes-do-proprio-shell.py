# Names that belong to the shell are used for other things.
# %% last
In, Out = {}, {}
display = get_ipython = exit = quit = None
_ = __ = ___ = 0
