# Slow scratch cells between the questions, together longer than all the time there is.
# %% after q1_valores, 10 times
import time
time.sleep(0.3)  # "treinando"
