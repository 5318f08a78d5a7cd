# A network with the ReLU in the wrong place, which the layers call like a function.
# assignment: lista8_transformer
# loses: q4_valores
# %% q4_feed_forward
class FeedForward:
    def __init__(self, d_model, d_ff):
        self.W1 = np.random.randn(d_model, d_ff)
        self.W2 = np.random.randn(d_ff, d_model)

    def forward(self, x):
        return np.maximum(0, x @ self.W1 @ self.W2)

    def __call__(self, x):
        return self.forward(x)
# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model=d_model, d_ff=d_ff)

    def forward(self, x):
        return self.ff(self.mha.forward(x, x, x))
# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_ff=d_ff, d_model=d_model)

    def forward(self, x):
        a = layer_norm(x + self.mha.forward(x, x, x))
        return layer_norm(a + self.ff(a))
