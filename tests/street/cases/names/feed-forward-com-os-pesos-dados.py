# An extra: the network with given weights, under the same name.
# like: certa-argumentos-nomeados
# %% last
def feed_forward(x, W1, b1, W2, b2):
    return np.maximum(0, x @ W1 + b1) @ W2 + b2
