# A wrong second version stands below as a warning to himself.
# %% last
# versão antiga (errada!), deixei só para lembrar do que não fazer
def self_attention_antiga(X, query, key, value):
    return softmax(X @ X.T) @ X

def softmax(S):
    return S / S.sum()
