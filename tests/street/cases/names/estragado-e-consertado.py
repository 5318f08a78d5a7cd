# softmax is a result between the questions, and is imported again before it is needed.
# %% after q1_valores
softmax = softmax(np.array([0.0, 1.0, 2.0]))
matmul = matmul(np.eye(2), np.ones((2, 2)))
# %% before q2_encoder_layer
from numpy import matmul
from scipy.special import softmax
