# Rewrites the functions as classes of the same names to see how PyTorch would look.
# like: certa-feed-forward-por-token
# %% last
class layer_norm:
    def __init__(self, dim):
        self.dim = dim

class feed_forward:
    def __init__(self, dim, hidden):
        self.dim, self.hidden = dim, hidden

class self_attention:
    def __init__(self, dim, heads=8):
        self.heads = heads
