# Slow scratch cells before the first question.
# like: certa-projetadas
# %% after importacoes, 10 times
import time
time.sleep(0.3)
