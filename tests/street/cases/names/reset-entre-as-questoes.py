# Cleans up after question 1 and imports again; question 2 has its attention inside and needs nothing of question 1.
# like: certa-atencao-dentro-do-encoder
# %% after q1_valores
# limpar tudo antes de começar a questão 2
%reset -f
# %% after q1_valores
import numpy as np
from numpy import matmul
from scipy.special import softmax
