# The output of a right layer is printed at the end; the functions stay wrong.
# like: errada-softmax-nas-colunas
# %% last
def certa(X, q, k, v):
    return softmax(X @ q @ (X @ k).T / np.sqrt(k.shape[1]), axis=1) @ (X @ v)

print(certa(np.eye(3), np.eye(3), np.eye(3), np.eye(3)))
