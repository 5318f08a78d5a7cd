# Imports another function under the name of softmax to look at it.
# like: certa-einsum
# %% after q2_valores
from scipy.special import log_softmax as softmax
softmax(np.array([[1.0, 2.0]]), axis=1)
