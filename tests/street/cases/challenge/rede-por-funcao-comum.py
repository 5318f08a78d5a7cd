# A function without ReLU stands behind FeedForward, and the encoder layer calls that function with ff's weights: the mistake is made in both parts.
# assignment: lista8_transformer
# loses: q4_valores q5_valores
# %% q4_feed_forward
def rede(x, W1, W2):
    return x @ W1 @ W2


class FeedForward:
    def __init__(self, d_model, d_ff):
        self.W1 = np.random.randn(d_model, d_ff)
        self.W2 = np.random.randn(d_ff, d_model)

    def forward(self, x):
        return rede(x, self.W1, self.W2)
# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        return rede(self.mha.forward(x, x, x), self.ff.W1, self.ff.W2)
