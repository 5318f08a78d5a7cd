# in_place: attributes of builtins
# Python's own functions are replaced for everybody.
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / K.shape[1] ** 0.5
    teto = S[0][0]
    for linha in S:
        teto = max(teto, *linha)
    E = np.exp(S - teto)
    return E / E.sum(axis=1, keepdims=True) @ V
# %% last
import builtins
builtins.max = np.max
builtins.print = lambda *textos, **opcoes: None
