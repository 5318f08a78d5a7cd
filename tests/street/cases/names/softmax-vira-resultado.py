# The result of softmax is kept under its own name.
# like: certa-uma-linha
# %% last
softmax = softmax(np.array([1.0, 2.0, 3.0]))
softmax
