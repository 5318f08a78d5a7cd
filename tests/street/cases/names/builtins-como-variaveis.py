# Python's own functions become variables; the answer uses them.
# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    n, dk = len(Q), K.shape[1]
    linhas = []
    for i in range(n):
        notas = [float(Q[i] @ K[j]) / dk ** 0.5 for j in range(n)]
        maior = max(notas)
        exps = [np.exp(nota - maior) for nota in notas]
        total = sum(exps)
        linhas.append(sum(e / total * V[j] for j, e in enumerate(exps)))
    return np.array(list(linhas))
# %% after q2_valores
sum = 0
max = -1e9
len = 4
range = (0, 1)
list = ["eu", "adoro", "café"]
for i in range:
    sum += i
