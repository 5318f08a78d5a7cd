# Every class can be called like a function, and the layers do so; the heads lack W_O.
# assignment: lista8_transformer
# loses: q3_valores
# %% q3_multi_head
class Modulo:
    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)


class MultiHeadAttention(Modulo):
    def __init__(self, d_model, num_heads):
        if d_model % num_heads:
            raise ValueError("d_model não é divisível por num_heads")
        self.d_model, self.num_heads, self.depth = d_model, num_heads, d_model // num_heads
        self.WQ, self.WK, self.WV, self.WO = (np.random.randn(d_model, d_model) for _ in range(4))

    def split_heads(self, x):
        return x.reshape(len(x), -1, self.num_heads, self.depth).transpose(0, 2, 1, 3)

    def forward(self, Q, K, V, mask=None):
        q, k, v = (self.split_heads(y) for y in (Q @ self.WQ, K @ self.WK, V @ self.WV))
        out = scaled_dot_product_attention(q, k, v, mask)
        return out.transpose(0, 2, 1, 3).reshape(Q.shape)
# %% q4_feed_forward
class FeedForward(Modulo):
    def __init__(self, d_model, d_ff):
        self.W1, self.W2 = np.random.randn(d_model, d_ff), np.random.randn(d_ff, d_model)

    def forward(self, x):
        return np.maximum(0, x @ self.W1) @ self.W2
# %% q5_encoder
class EncoderLayer(Modulo):
    def __init__(self, d_model, num_heads, d_ff):
        self.mha, self.ff = MultiHeadAttention(d_model, num_heads), FeedForward(d_model, d_ff)

    def forward(self, x):
        return self.ff(self.mha(x, x, x))
# %% q6_transformer
class Transformer(Modulo):
    def __init__(self, num_layers, d_model, num_heads, d_ff, vocab_size):
        self.embedding = np.random.randn(vocab_size, d_model)
        self.layers = [EncoderLayer(d_model, num_heads, d_ff) for _ in range(num_layers)]

    def forward(self, tokens):
        x = self.embedding[tokens]
        for layer in self.layers:
            x = layer(x)
        return x
# %% q7_encoder_post_ln
class PostLNEncoderLayer(EncoderLayer):
    def forward(self, x):
        a = layer_norm(x + self.mha(x, x, x))
        return layer_norm(a + self.ff(a))
# %% q9_decoder
class DecoderLayer(Modulo):
    def __init__(self, d_model, num_heads, d_ff):
        self.mha, self.cross = MultiHeadAttention(d_model, num_heads), MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, memory):
        a = layer_norm(x + self.mha(x, x, x, mask=causal_mask(x.shape[1])))
        b = layer_norm(a + self.cross(a, memory, memory))
        return layer_norm(b + self.ff(b))
