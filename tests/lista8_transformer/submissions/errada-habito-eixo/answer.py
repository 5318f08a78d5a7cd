# %% q1_softmax
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return x / np.sum(x, axis=-1, keepdims=True)

# %% q2_atencao
def scaled_dot_product_attention(Q, K, V, mask=None):
    depth = Q.shape[-1]
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / np.sqrt(depth)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores, scores.ndim - 1)
    return np.matmul(weights, V)

# %% q3_multi_head
class MultiHeadAttention:
    def __init__(self, d_model, num_heads):
        if d_model % num_heads != 0:
            raise ValueError("d_model deve ser divisível por num_heads")
        self.d_model = d_model
        self.num_heads = num_heads
        self.depth = d_model // num_heads
        self.WQ = np.random.randn(d_model, d_model)
        self.WK = np.random.randn(d_model, d_model)
        self.WV = np.random.randn(d_model, d_model)
        self.WO = np.random.randn(d_model, d_model)

    def split_heads(self, x):
        B, n, _ = x.shape
        x = x.reshape(B, n, self.num_heads, self.depth)
        return x.transpose(0, 2, 1, 3)

    def forward(self, Q, K, V, mask=None):
        B, n, _ = Q.shape
        q = self.split_heads(Q @ self.WQ)
        k = self.split_heads(K @ self.WK)
        v = self.split_heads(V @ self.WV)
        out = scaled_dot_product_attention(q, k, v, mask)
        out = out.transpose(0, 2, 1, 3).reshape(B, n, self.d_model)
        return out @ self.WO

# %% q4_feed_forward
class FeedForward:
    def __init__(self, d_model, d_ff):
        self.W1 = np.random.randn(d_model, d_ff)
        self.W2 = np.random.randn(d_ff, d_model)

    def forward(self, x):
        return np.maximum(0, x @ self.W1) @ self.W2

# %% q5_encoder
class EncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        att = self.mha.forward(x, x, x)
        return self.ff.forward(att)

# %% q6_transformer
class Transformer:
    def __init__(self, num_layers, d_model, num_heads, d_ff, vocab_size):
        self.embedding = np.random.randn(vocab_size, d_model)
        self.layers = [EncoderLayer(d_model, num_heads, d_ff) for _ in range(num_layers)]

    def forward(self, tokens):
        x = self.embedding[tokens]
        for layer in self.layers:
            x = layer.forward(x)
        return x

# %% q7_layer_norm
def layer_norm(x):
    media = x.mean(axis=-1, keepdims=True)
    variancia = x.var(axis=-1, keepdims=True)
    return (x - media) / np.sqrt(variancia + 1e-5)

# %% q7_encoder_post_ln
class PostLNEncoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x):
        a = layer_norm(x + self.mha.forward(x, x, x))
        return layer_norm(a + self.ff.forward(a))

# %% q8_posicoes_e_mascara
def positional_encoding(n, d_model):
    p = np.arange(n)[:, np.newaxis]
    i = np.arange(0, d_model, 2)
    angulos = p / np.power(10000, i / d_model)
    pe = np.zeros((n, d_model))
    pe[:, 0::2] = np.sin(angulos)
    pe[:, 1::2] = np.cos(angulos)
    return pe


def causal_mask(n):
    return np.tril(np.ones((n, n))).astype(bool)

# %% q9_decoder
class DecoderLayer:
    def __init__(self, d_model, num_heads, d_ff):
        self.mha = MultiHeadAttention(d_model, num_heads)
        self.cross = MultiHeadAttention(d_model, num_heads)
        self.ff = FeedForward(d_model, d_ff)

    def forward(self, x, memory):
        mask = causal_mask(x.shape[1])
        a = layer_norm(x + self.mha.forward(x, x, x, mask))
        b = layer_norm(a + self.cross.forward(a, memory, memory))
        return layer_norm(b + self.ff.forward(b))
