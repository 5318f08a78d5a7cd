# Every slow scratch cell imports numpy again and uses the answers' own names.
# %% after q1_valores, 5 times
import numpy as np
import time
from scipy.special import softmax
scores = softmax(np.random.randn(3, 3), axis=1)
time.sleep(0.3)
# %% after q2_valores, 5 times
import numpy as np
saida = encoder_layer(x, Wq, Wk, Wv, Wo)
time.sleep(0.3)
