# An encoder layer with residuals that nobody asked for and two arguments more, which the Transformer gives.
# assignment: lista8_transformer
# loses: q5_valores
# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff, dropout=0.1, nome=""):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)
        self.nome = nome

    def forward(self, x, mask=None):
        a = x + self.mha.forward(x, x, x, mask)
        return a + self.ff.forward(a)
# %% q6_transformer
class Transformer:
    def __init__(self, num_layers, d_model, num_heads, d_ff, vocab_size):
        self.embedding = np.random.randn(vocab_size, d_model)
        self.layers = []
        for i in range(num_layers):
            self.layers.append(EncoderLayer(d_model, num_heads, d_ff=d_ff, dropout=0.0, nome=f"camada {i}"))

    def forward(self, tokens):
        x = self.embedding[tokens]
        for camada in self.layers:
            x = camada.forward(x, mask=None)
        return x
