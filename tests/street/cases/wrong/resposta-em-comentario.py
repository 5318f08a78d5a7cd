# The right function stands in a comment.
# like: vazia-sem-resposta
# %% in q1_self_attention, below
# def self_attention(X, query, key, value):
#     Q, K, V = X @ query, X @ key, X @ value
#     return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
