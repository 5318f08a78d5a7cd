# The function of the next cell projects, and has the first one do the rest.
# %% q1_self_attention
def self_attention(Q, K, V, mask=None):
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=-1) @ V
# %% after q1_self_attention
atencao = self_attention
def self_attention(X, query, key, value):
    return atencao(X @ query, X @ key, X @ value)
