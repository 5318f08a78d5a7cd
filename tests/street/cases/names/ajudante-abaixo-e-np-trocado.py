# Question 1 needs a helper from further down, and at the end np is a number.
# alone: the helper comes too late
# %% q1_self_attention
def self_attention(X, query, key, value):
    return softmax(pontuar(X @ query, X @ key), axis=1) @ (X @ value)
# %% before q2_encoder_layer
def pontuar(Q, K):
    return Q @ K.T / np.sqrt(K.shape[1])
# %% last
np = 0
