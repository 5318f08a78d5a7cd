# Asserts something that is not so, between a helper and the function that uses it.
# alone: the cell stops before its definitions
# %% q1_self_attention
def pesos(Q, K):
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)

assert np.allclose(pesos(np.eye(3), np.eye(3)), np.eye(3)), "deveria dar a identidade?"

def self_attention(X, query, key, value):
    return pesos(X @ query, X @ key) @ (X @ value)

assert self_attention(np.ones((2, 3)), *np.ones((3, 3, 2))).shape == (3, 3)
