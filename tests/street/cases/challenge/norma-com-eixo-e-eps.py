# A layer norm that takes an axis and an epsilon, by name, and forgets the root.
# assignment: lista8_transformer
# loses: q7_norma
# %% q7_layer_norm
def layer_norm(x, axis=-1, eps=1e-5):
    return (x - x.mean(axis=axis, keepdims=True)) / (x.var(axis=axis, keepdims=True) + eps)
# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        a = layer_norm(x=x + self.mha.forward(x, x, x), axis=2, eps=1e-5)
        return layer_norm(a + self.ff.forward(a), eps=1e-5, axis=-1)
