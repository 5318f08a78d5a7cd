# The name asked for is given to a function with another one, the cell holds a line that is no Python, and no tags.
# without: metadata ids
# alone: the cell stops before its definitions
# %% q1_self_attention
def atencao(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=-1) @ V

self_attention = atencao
print self_attention(X, query, key, value).shape
