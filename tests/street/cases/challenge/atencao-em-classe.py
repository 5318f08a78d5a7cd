# A class without scale stands behind the attention, and the heads have an object of it: the mistake is made in both parts.
# assignment: lista8_transformer
# loses: q2_valores q3_valores
# %% q2_atencao
class Atencao:
    def __call__(self, Q, K, V, mask=None):
        S = Q @ np.swapaxes(K, -1, -2)
        if mask is not None:
            S = np.where(mask, S, -np.inf)
        self.pesos = softmax(S)
        return self.pesos @ V


def scaled_dot_product_attention(Q, K, V, mask=None):
    return Atencao()(Q, K, V, mask)
# %% q3_multi_head
class MultiHeadAttention:
    def __init__(self, d_model, num_heads):
        if d_model % num_heads:
            raise ValueError("d_model não é divisível por num_heads")
        self.d_model, self.num_heads, self.depth = d_model, num_heads, d_model // num_heads
        self.WQ, self.WK, self.WV, self.WO = (np.random.randn(d_model, d_model) for _ in range(4))
        self.atencao = Atencao()

    def split_heads(self, x):
        return x.reshape(len(x), -1, self.num_heads, self.depth).transpose(0, 2, 1, 3)

    def forward(self, Q, K, V, mask=None):
        q, k, v = (self.split_heads(y) for y in (Q @ self.WQ, K @ self.WK, V @ self.WV))
        out = self.atencao(q, k, v, mask)
        return out.transpose(0, 2, 1, 3).reshape(Q.shape) @ self.WO
