# The raise stands above the answer, inside the function: it never returns anything.
# like: vazia-sem-resposta
# %% q1_self_attention
def self_attention(X, query, key, value):
    raise NotImplementedError("questão ainda não respondida")
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
