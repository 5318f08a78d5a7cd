# in_place: an attribute of numpy
# np.sqrt is replaced by math.sqrt, which takes no matrices.
# like: certa-matmul-por-nome
# %% last
import math
np.sqrt = math.sqrt
print(np.sqrt(2))
