# A causal mask of the future that takes a diagonal, which the decoder names.
# assignment: lista8_transformer
# loses: q8_mascara
# %% q8_posicoes_e_mascara
def positional_encoding(n, d_model):
    p, i = np.arange(n)[:, None], np.arange(0, d_model, 2)
    pe = np.zeros((n, d_model))
    pe[:, 0::2], pe[:, 1::2] = np.sin(p / 10000 ** (i / d_model)), np.cos(p / 10000 ** (i / d_model))
    return pe


def causal_mask(tamanho, k=0):
    return np.triu(np.ones((tamanho, tamanho), dtype=bool), k)
# %% q9_decoder
class DecoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.cross = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, memory):
        a = layer_norm(x + self.mha.forward(x, x, x, causal_mask(tamanho=x.shape[1], k=0)))
        b = layer_norm(a + self.cross.forward(a, memory, memory))
        return layer_norm(b + self.ff.forward(b))
