# The class that is asked for is still a stub, and the answer stands below it under another name.
# assignment: lista8_transformer
# alone: the name that is asked for still raises
# %% q3_multi_head
class MultiHeadAttention:
    def __init__(self, d_model, num_heads):
        raise NotImplementedError("questão ainda não respondida")

    def split_heads(self, x):
        raise NotImplementedError("questão ainda não respondida")

    def forward(self, Q, K, V, mask=None):
        raise NotImplementedError("questão ainda não respondida")


class Atencao:
    def __init__(self, d_model, num_heads):
        if d_model % num_heads:
            raise ValueError("d_model não é divisível por num_heads")
        self.num_heads, self.depth = num_heads, d_model // num_heads
        self.WQ, self.WK, self.WV, self.WO = (np.random.randn(d_model, d_model) for _ in range(4))

    def split_heads(self, x):
        return x.reshape(len(x), -1, self.num_heads, self.depth).transpose(0, 2, 1, 3)

    def forward(self, Q, K, V, mask=None):
        q, k, v = (self.split_heads(y) for y in (Q @ self.WQ, K @ self.WK, V @ self.WV))
        out = scaled_dot_product_attention(q, k, v, mask)
        return out.transpose(0, 2, 1, 3).reshape(Q.shape) @ self.WO
