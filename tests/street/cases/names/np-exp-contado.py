# in_place: an attribute of numpy
# np.exp is replaced by a version that counts, and forgets to return.
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    E = np.exp(Q @ K.T / np.sqrt(K.shape[1]))
    return E / E.sum(axis=1, keepdims=True) @ V
# %% after q2_valores
chamadas = 0
exp_antiga = np.exp

def contada(v):
    global chamadas
    chamadas += 1
    exp_antiga(v)

np.exp = contada
