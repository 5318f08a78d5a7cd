# Results take the functions' names right after each question; the later ones call what they need by other names.
# assignment: lista8_transformer
# %% q8_posicoes_e_mascara
def positional_encoding(n, d_model):
    p, i = np.arange(n)[:, None], np.arange(0, d_model, 2)
    pe = np.zeros((n, d_model))
    pe[:, 0::2], pe[:, 1::2] = np.sin(p / 10000 ** (i / d_model)), np.cos(p / 10000 ** (i / d_model))
    return pe


def causal_mask(n):
    return np.tril(np.ones((n, n), dtype=bool))


mascara_causal = causal_mask
# %% after q8_mascara
positional_encoding = positional_encoding(4, 6)
causal_mask = causal_mask(4)
# %% q9_decoder
class DecoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.cross = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, memory):
        a = layer_norm(x + self.mha.forward(x, x, x, mascara_causal(x.shape[1])))
        b = layer_norm(a + self.cross.forward(a, memory, memory))
        return layer_norm(b + self.ff.forward(b))
