# The answers need helpers, which need helpers, a constant and an import, each in a cell of its own among slow ones.
# %% after importacoes, 9 times
import time
time.sleep(0.3)
# %% before q1_self_attention
import math as m
# %% before q1_self_attention
METADE = 0.5
# %% before q1_self_attention, 2 times
time.sleep(0.3)
# %% before q1_self_attention
def raiz(v):
    return m.pow(v, METADE)
# %% before q1_self_attention
time.sleep(0.3)
# %% before q1_self_attention
escala = lambda M: raiz(M.shape[1])
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / escala(K), axis=1) @ V
# %% after q1_valores, 2 times
time.sleep(0.3)
# %% before q2_encoder_layer
class Norma:
    def __call__(self, z):
        return layer_norm(z)
# %% before q2_encoder_layer
soma_e_norma = Norma()
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = soma_e_norma(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return soma_e_norma(h + feed_forward(h))
