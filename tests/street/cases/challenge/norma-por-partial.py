# A layer norm on the wrong axis, which the layers know by a partial made once.
# assignment: lista8_transformer
# loses: q7_norma
# %% q7_layer_norm
def layer_norm(x, eps=1e-5):
    return (x - x.mean(axis=0, keepdims=True)) / np.sqrt(x.var(axis=0, keepdims=True) + eps)
# %% q7_encoder_post_ln
from functools import partial

norma = partial(layer_norm, eps=1e-5)


class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        a = norma(x + self.mha.forward(x, x, x))
        return norma(a + self.ff.forward(a))
