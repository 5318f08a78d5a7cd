# The helper that both answers need stands between slow scratch cells.
# %% after importacoes, 6 times
import time
time.sleep(0.3)
# %% after importacoes
def linhas_que_somam_um(S):
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)
# %% after importacoes, 6 times
time.sleep(0.3)
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return linhas_que_somam_um(Q @ K.T / np.sqrt(K.shape[1])) @ V
