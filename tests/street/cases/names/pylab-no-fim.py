# `%pylab` for a last plot brings in hundreds of names.
# %% q1_self_attention
def maior(a, b):
    return max(a, b)

def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / K.shape[1] ** 0.5
    teto = S[0, 0]
    for s in S.ravel():
        teto = maior(teto, s)
    E = np.exp(S - teto)
    return E / E.sum(axis=-1, keepdims=True) @ V
# %% last
%pylab inline
