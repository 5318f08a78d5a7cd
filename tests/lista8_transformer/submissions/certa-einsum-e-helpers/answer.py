# %% q1_softmax
def softmax(x):
    x = np.asarray(x, dtype=float)
    x = x - x.max(-1)[..., None]
    ex = np.exp(x)
    return ex / ex.sum(-1)[..., None]

# %% q2_atencao
def scaled_dot_product_attention(Q, K, V, mask=None):
    scores = np.einsum("...id,...jd->...ij", Q, K) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    return np.einsum("...ij,...jd->...id", softmax(scores), V)

# %% q3_multi_head
class MultiHeadAttention:
    def __init__(self, d_model, num_heads):
        if d_model // num_heads * num_heads != d_model:
            raise ValueError(f"{d_model} não é divisível por {num_heads}")
        self.h = num_heads
        rng = np.random.default_rng()
        self.WQ, self.WK, self.WV, self.WO = (rng.standard_normal((d_model, d_model)) for _ in range(4))

    def split_heads(self, x):
        return np.stack(np.split(x, self.h, axis=-1), axis=1)

    def merge_heads(self, x):
        return np.concatenate([x[:, i] for i in range(self.h)], axis=-1)

    def forward(self, Q, K, V, mask=None):
        Q, K, V = (self.split_heads(x @ W) for x, W in ((Q, self.WQ), (K, self.WK), (V, self.WV)))
        return self.merge_heads(scaled_dot_product_attention(Q, K, V, mask)) @ self.WO

# %% q4_feed_forward
def relu(z):
    return np.where(z > 0, z, 0.0)


class FeedForward:
    def __init__(self, d_model, d_ff):
        self.W1 = np.random.normal(size=(d_model, d_ff))
        self.W2 = np.random.normal(size=(d_ff, d_model))

    def forward(self, x):
        return np.dot(relu(np.dot(x, self.W1)), self.W2)

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
        self.embedding = np.random.normal(0, 1, (vocab_size, d_model))
        self.layers = []
        for _ in range(num_layers):
            self.layers.append(EncoderLayer(d_model, num_heads, d_ff))

    def forward(self, tokens):
        h = np.take(self.embedding, tokens, axis=0)
        for i in range(len(self.layers)):
            h = self.layers[i].forward(h)
        return h

# %% q7_layer_norm
def layer_norm(x):
    return (x - np.mean(x, -1, keepdims=True)) / (np.std(x, -1, keepdims=True) + 1e-6)

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
    tabela = np.empty((n, d_model))
    for p in range(n):
        for i in range(d_model // 2):
            angulo = p / 10000 ** (2 * i / d_model)
            tabela[p, 2 * i] = np.sin(angulo)
            tabela[p, 2 * i + 1] = np.cos(angulo)
    return tabela


def causal_mask(n):
    i = np.arange(n)
    return i[:, None] >= i[None, :]

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
