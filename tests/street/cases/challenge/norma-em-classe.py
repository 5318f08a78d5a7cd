# A class that normalises the wrong axis stands behind layer_norm, and the layers make objects of it: the mistake is made in both parts.
# assignment: lista8_transformer
# loses: q7_norma q7_valores
# %% q7_layer_norm
class LayerNorm:
    def __init__(self, eps=1e-5):
        self.eps = eps

    def __call__(self, x):
        return (x - x.mean(axis=0, keepdims=True)) / np.sqrt(x.var(axis=0, keepdims=True) + self.eps)


def layer_norm(x):
    return LayerNorm()(x)
# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)
        self.norm1, self.norm2 = LayerNorm(), LayerNorm()

    def forward(self, x):
        a = self.norm1(x + self.mha.forward(x, x, x))
        return self.norm2(a + self.ff.forward(a))
