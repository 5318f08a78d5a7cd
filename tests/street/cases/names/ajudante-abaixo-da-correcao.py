# A helper of question 1 stands below question 2: it was run first, long ago.
# alone: the helper comes too late
# %% q1_self_attention
def self_attention(X, query, key, value):
    return pondera(X @ query, X @ key) @ (X @ value)
# %% after q2_valores
def pondera(Q, K):
    return softmax(Q @ K.T / np.sqrt(Q.shape[1]), axis=1)
