# Heads without W_O, made and called by other names of arguments.
# assignment: lista8_transformer
# loses: q3_valores
# %% q3_multi_head
class MultiHeadAttention:
    def __init__(self, d_model, h):
        if d_model % h:
            raise ValueError("d_model deve ser divisível por h")
        self.d_model, self.num_heads, self.depth = d_model, h, d_model // h
        self.WQ, self.WK, self.WV, self.WO = (np.random.randn(d_model, d_model) for _ in range(4))

    def split_heads(self, x):
        return x.reshape(len(x), -1, self.num_heads, self.depth).transpose(0, 2, 1, 3)

    def forward(self, consulta, chave, valor, mascara=None):
        q, k, v = (self.split_heads(y) for y in (consulta @ self.WQ, chave @ self.WK, valor @ self.WV))
        out = scaled_dot_product_attention(q, k, v, mascara)
        return out.transpose(0, 2, 1, 3).reshape(consulta.shape)
# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model=d_model, h=num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        return self.ff.forward(self.mha.forward(consulta=x, chave=x, valor=x))
# %% q9_decoder
class DecoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, h=num_heads)
        self.cross = MultiHeadAttention(h=num_heads, d_model=d_model)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, memory):
        a = layer_norm(x + self.mha.forward(x, x, x, mascara=causal_mask(x.shape[1])))
        b = layer_norm(a + self.cross.forward(a, valor=memory, chave=memory))
        return layer_norm(b + self.ff.forward(b))
