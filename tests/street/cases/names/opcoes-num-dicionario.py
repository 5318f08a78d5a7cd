# in_place: a dictionary
# The answer reads its axis from a dictionary that an experiment changes.
# %% before q1_self_attention
OPCOES = {"eixo": -1, "escala": True}
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    S = Q @ K.T / (np.sqrt(K.shape[1]) if OPCOES["escala"] else 1)
    return softmax(S, axis=OPCOES["eixo"]) @ V
# %% last
# e se eu tirar a escala e trocar o eixo?
OPCOES["escala"] = False
OPCOES["eixo"] = 0
