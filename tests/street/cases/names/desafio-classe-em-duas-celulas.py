# The class goes on in the next cell, as a class derived from itself.
# assignment: lista8_transformer
# %% q3_multi_head
class MultiHeadAttention:
    def __init__(self, d_model, num_heads):
        if d_model % num_heads: raise ValueError
        self.d_model, self.num_heads, self.depth = d_model, num_heads, d_model // num_heads
        self.WQ, self.WK, self.WV, self.WO = (np.random.randn(d_model, d_model) for _ in range(4))
    def split_heads(self, x):
        return x.reshape(len(x), -1, self.num_heads, self.depth).transpose(0, 2, 1, 3)
# %% after q3_multi_head
class MultiHeadAttention(MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        q, k, v = (self.split_heads(y) for y in (Q @ self.WQ, K @ self.WK, V @ self.WV))
        out = scaled_dot_product_attention(q, k, v, mask)
        return out.transpose(0, 2, 1, 3).reshape(Q.shape) @ self.WO
