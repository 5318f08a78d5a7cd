# A layer norm on the wrong axis that takes an epsilon, which the layers give it.
# assignment: lista8_transformer
# loses: q7_norma
# %% q7_layer_norm
def layer_norm(x, eps=1e-5):
    return (x - x.mean(axis=0, keepdims=True)) / np.sqrt(x.var(axis=0, keepdims=True) + eps)
# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        a = layer_norm(x + self.mha.forward(x, x, x), 1e-5)
        return layer_norm(a + self.ff.forward(a), 1e-5)
# %% q9_decoder
class DecoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.cross = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, memory):
        eps = 1e-5
        a = layer_norm(x + self.mha.forward(x, x, x, causal_mask(x.shape[1])), eps=eps)
        b = layer_norm(a + self.cross.forward(a, memory, memory), eps=eps)
        return layer_norm(b + self.ff.forward(b), eps=eps)
