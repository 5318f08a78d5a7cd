# The encoder layer has residuals that nobody asked for; the Transformer does not call it but its parts.
# assignment: lista8_transformer
# loses: q5_valores
# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        a = x + self.mha.forward(x, x, x)
        return a + self.ff.forward(a)
# %% q6_transformer
class Transformer:
    def __init__(self, num_layers, d_model, num_heads, d_ff, vocab_size):
        self.embedding = np.random.randn(vocab_size, d_model)
        self.layers = [EncoderLayer(d_model, num_heads, d_ff) for _ in range(num_layers)]

    def forward(self, tokens):
        x = self.embedding[tokens]
        for camada in self.layers:
            x = camada.ff.forward(camada.mha.forward(x, x, x))
        return x
