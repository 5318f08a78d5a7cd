# The constant e of the answer's softmax goes away with `except ... as e`.
# %% before q1_self_attention
e = 2.718281828459045
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    pot = e ** (Q @ K.T / np.sqrt(K.shape[1]))
    return pot / pot.sum(axis=1, keepdims=True) @ V
# %% last
try:
    self_attention(np.ones((2, 3)), np.ones((4, 3)), np.ones((4, 3)), np.ones((4, 3)))
except ValueError as e:
    print("formato errado:", e)
