# %% q1_self_attention
class CabecaDeAtencao:
    def __init__(self, W_q, W_k, W_v):
        self.W_q, self.W_k, self.W_v = W_q, W_k, W_v
        self.d_k = W_k.shape[1]

    def pesos(self, X):
        return softmax((X @ self.W_q) @ (X @ self.W_k).T / np.sqrt(self.d_k), axis=-1)

    def forward(self, X):
        return self.pesos(X) @ (X @ self.W_v)


def self_attention(X, query, key, value):
    return CabecaDeAtencao(query, key, value).forward(X)

# %% q2_encoder_layer
class CamadaEncoder:
    def __init__(self, cabeca, W_o):
        self.cabeca = cabeca
        self.W_o = W_o

    def forward(self, x):
        h = layer_norm(x + self.cabeca.forward(x) @ self.W_o)
        return layer_norm(h + feed_forward(h))


def encoder_layer(x, Wq, Wk, Wv, Wo):
    return CamadaEncoder(CabecaDeAtencao(Wq, Wk, Wv), Wo).forward(x)

# %% [markdown] q3_decoder
# 1) máscara (-inf em cima da diagonal) na autoatenção, senão o modelo "cola" a resposta
# 2) mais uma atenção: Q = decoder, K e V = saída do encoder
# 3) mais um add & norm
# 4) a função recebe mais parâmetros (saída do encoder, mais 4 matrizes de pesos)
