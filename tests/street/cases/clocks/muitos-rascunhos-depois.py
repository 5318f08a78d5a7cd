# Slow scratch cells after the last question.
# like: certa-np-dot
# %% last, 10 times
import time
time.sleep(0.3)
