# Slow cells, one of which never ends, and at the end a name is used again.
# like: certa-matmul-por-nome
# %% after q1_valores, 7 times
import time
time.sleep(0.3)
# %% after q1_valores
while True:
    time.sleep(0.01)
# %% last
np = None
