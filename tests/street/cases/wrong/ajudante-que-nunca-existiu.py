# The answer calls a helper that was deleted from the notebook.
# like: vazia-sem-resposta
# %% q1_self_attention
def self_attention(X, query, key, value):
    return atencao_do_livro(X @ query, X @ key, X @ value)
# %% last
softmax = None
