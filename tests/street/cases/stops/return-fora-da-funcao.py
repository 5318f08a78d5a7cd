# The handout's `return output` was left at the margin, below the function: the cell does not even compile.
# alone: the cell stops before its definitions
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=-1) @ V

return output
