# The next cell wraps the function of the answer, which is none without it.
# %% q1_self_attention
def self_attention(Q, K, V):
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=-1) @ V
# %% after q1_self_attention
def com_projecao(f):
    def g(X, query, key, value):
        return f(X @ query, X @ key, X @ value)
    return g
self_attention = com_projecao(self_attention)
