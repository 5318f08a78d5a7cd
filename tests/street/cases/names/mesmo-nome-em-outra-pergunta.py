# The teacher's given functions and names are used for another example.
# like: certa-uma-linha
# %% before q3_enunciado
X, query, key, value = "eu adoro café", "SELECT * FROM tokens", "chave", 10
x = Wq = Wk = Wv = Wo = None
embedding_length = sequence_length = model_dimension = -1
