# A layer with its norms in the wrong places, and a layer norm on the wrong axis with an epsilon of its own.
# assignment: lista8_transformer
# like: errada-pre-ln
# %% q7_layer_norm
def layer_norm(x, eps=1e-5):
    return (x - x.mean(axis=0, keepdims=True)) / np.sqrt(x.var(axis=0, keepdims=True) + eps)
