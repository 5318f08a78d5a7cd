# A loop over two softmax leaves the one of the whole matrix.
# %% last
def por_linha(v, axis=-1):
    return np.exp(v) / np.exp(v).sum(axis=axis, keepdims=True)

def na_matriz(v, axis=None):
    return np.exp(v) / np.exp(v).sum()

for softmax in (por_linha, na_matriz):
    print(softmax(np.eye(3), axis=1).sum())
