# A layer norm that forgets the root, kept by the layer as the default of an argument.
# assignment: lista8_transformer
# loses: q7_norma
# %% q7_layer_norm
def layer_norm(x):
    return (x - x.mean(axis=-1, keepdims=True)) / (x.var(axis=-1, keepdims=True) + 1e-5)
# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, norma=layer_norm):
        a = norma(x + self.mha.forward(x, x, x))
        return norma(a + self.ff.forward(a))
