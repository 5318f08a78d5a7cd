# Names are written by a dictionary.
# %% last
globals().update(softmax=None, self_attention="atenção", layer_norm=1, feed_forward=2)
vars()["np"] = "numpy"
