# %% q1_self_attention
def self_attention(X, query, key, value):
    # projeta os embeddings
    Q = X @ query
    K = X @ key
    V = X @ value
    d_k = K.shape[-1]
    scores = Q @ K.T / np.sqrt(d_k)
    pesos = softmax(scores, axis=-1)
    return pesos @ V

# %% q2_encoder_layer
class Norma:
    def __init__(self, dim):
        self.gamma = np.ones(dim)
        self.beta = np.zeros(dim)

    def __call__(self, m):
        media = m.mean(-1, keepdims=True)
        desvio = m.std(-1, keepdims=True)
        return self.gamma * (m - media) / (desvio + 1e-6) + self.beta


def encoder_layer(x, Wq, Wk, Wv, Wo):
    norma1, norma2 = Norma(x.shape[1]), Norma(x.shape[1])
    x = norma1(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return norma2(x + feed_forward(x))
