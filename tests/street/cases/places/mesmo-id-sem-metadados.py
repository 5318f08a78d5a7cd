# A merge left two cells with the id of the answer, without metadata: the stub and the answer.
# without: metadata
# %% again q1_self_attention
def self_attention(X, query, key, value):
    # ESCREVA SEU CÓDIGO AQUI
    raise NotImplementedError("questão ainda não respondida")
    return output
