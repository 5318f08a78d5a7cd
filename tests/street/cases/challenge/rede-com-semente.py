# A network without ReLU that takes a seed, and layers that give it one.
# assignment: lista8_transformer
# loses: q4_valores
# %% q4_feed_forward
class FeedForward:
    def __init__(self, d_model, d_ff, seed=0):
        rng = np.random.default_rng(seed)
        self.W1 = rng.standard_normal((d_model, d_ff))
        self.W2 = rng.standard_normal((d_ff, d_model))

    def forward(self, x):
        return x @ self.W1 @ self.W2
# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff, seed=1)

    def forward(self, x):
        return self.ff.forward(self.mha.forward(x, x, x))
# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff, 42)

    def forward(self, x):
        a = layer_norm(x + self.mha.forward(x, x, x))
        return layer_norm(a + self.ff.forward(a))
